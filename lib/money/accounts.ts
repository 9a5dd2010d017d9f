import type { GatewayName } from '#lib/money/gateways.ts'
import type { JobId, PayoutId, RefundId, UserId } from '#lib/platform/ids.ts'

/**
 * The accounts of the ledger. A credit (+) is what we owe to whom the account belongs, a debit (-) what is
 * owed to us or lies with somebody else. All lines of all journals add up to zero.
 */
export type Account =
  /** Money that a gateway or the bank holds for us: below zero while it does. */
  | `gateway:${GatewayName | 'Bank'}`
  /** What is held for a job until its outcome is known. */
  | `escrow:${string}`
  /** On its way back to a payer, until the gateway or staff says it arrived. */
  | `refund:${string}`
  /** A craftsman's earnings. */
  | `wallet:${string}`
  /** What he topped up and keeps for fees; never paid out. */
  | `prepaid:${string}`
  /** The fees he owes: zero, or below. */
  | `debt:${string}`
  /** Reserved for one withdrawal, until it is paid or has failed. */
  | `payout:${string}`
  | 'platform:fees'
  /** Refunds that the platform pays out of kindness, waived or written-off fees. */
  | 'platform:goodwill'
  | 'platform:chargebacks'

type Kind = Account extends infer A ? (A extends `${infer K}:${string}` ? K : never) : never

/**
 * How far each kind of account may go. `kept`: its balance is kept beside the journals and guarded in the same
 * transaction. Gateways and the platform are summed up when asked: every payment touches them, and one document
 * for all would make all payments wait for each other.
 */
const RULES: Readonly<
  Record<Kind, { readonly kept: boolean; readonly bound: 'atLeast0' | 'atMost0' | null }>
> = {
  gateway: { kept: false, bound: null },
  platform: { kept: false, bound: null },
  escrow: { kept: true, bound: 'atLeast0' },
  refund: { kept: true, bound: 'atLeast0' },
  wallet: { kept: true, bound: 'atLeast0' },
  prepaid: { kept: true, bound: 'atLeast0' },
  debt: { kept: true, bound: 'atMost0' },
  payout: { kept: true, bound: 'atLeast0' },
}

export const ruleOf = (account: Account) => RULES[account.slice(0, account.indexOf(':')) as Kind]

export const escrowOf = (job: JobId): Account => `escrow:${job}`
export const refundOf = (refund: RefundId): Account => `refund:${refund}`
export const walletOf = (user: UserId): Account => `wallet:${user}`
export const prepaidOf = (user: UserId): Account => `prepaid:${user}`
export const debtOf = (user: UserId): Account => `debt:${user}`
export const payoutOf = (payout: PayoutId): Account => `payout:${payout}`
export const clearingAt = (place: GatewayName | 'Bank'): Account => `gateway:${place}`
