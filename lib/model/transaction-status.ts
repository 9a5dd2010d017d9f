import type { GatewayName } from '#lib/model/gateway-names.ts'

/**
 * Deposit: a top-up. Payout: the earnings of a job. Fee: the platform's share. Refund: earnings that were refunded to
 * a client. Withdrawal: money that was paid out (Part B 6.5, api.md).
 */
export const TRANSACTION_TYPES = ['Deposit', 'Withdrawal', 'Payout', 'Fee', 'Refund'] as const
export type TransactionType = (typeof TRANSACTION_TYPES)[number]

export const TRANSACTION_STATUSES = ['Pending', 'Completed', 'Failed'] as const
export type TransactionStatus = (typeof TRANSACTION_STATUSES)[number]

export const TRANSACTION_GATEWAYS = ['Stripe', 'Fawry', 'System'] as const satisfies readonly (
  GatewayName | 'System'
)[]
