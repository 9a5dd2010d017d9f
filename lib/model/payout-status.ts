/**
 * Requested: the money is reserved. Batched: it is in the bank's file, or about to be sent to the provider. Sent: the
 * provider has it. Unknown: we do not know whether the provider got it, so we ask before we send it again. Failed is
 * final; what is Paid may still be returned by the bank, and is then Failed.
 */
export const PAYOUT_STATUSES = ['Requested', 'Batched', 'Sent', 'Paid', 'Failed', 'Unknown'] as const
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number]

/** From these statuses a payout can be settled, once. */
export const IN_FLIGHT = ['Batched', 'Sent', 'Unknown'] as const satisfies readonly PayoutStatus[]

/** Neither paid nor failed. */
export const OPEN_PAYOUTS = ['Requested', ...IN_FLIGHT] as const satisfies readonly PayoutStatus[]

/** What is paid out: a craftsman's earnings, or a refund that the gateway could not make. */
export const PAYOUT_PURPOSES = ['Withdrawal', 'Refund'] as const
export type PayoutPurpose = (typeof PAYOUT_PURPOSES)[number]
