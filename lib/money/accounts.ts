import type { Account } from '#lib/model/account.ts'
import type { GatewayName } from '#lib/model/gateway-names.ts'
import type { JobId, PayoutId, RefundId, UserId } from '#lib/platform/ids.ts'

type Kind = Account extends infer A ? (A extends `${infer K}:${string}` ? K : never) : never

/**
 * The bound of each kind of account. `isStored`: its balance is stored beside the journals, and is updated and checked
 * in the same transaction; its postings are numbered. The balances of gateways and of the platform's fees and goodwill
 * are computed when they are read: every payment has a posting to the first two, so a single stored balance would make
 * all payments wait for each other.
 */
const RULES: Readonly<
  Record<Kind, { readonly isStored: boolean; readonly bound: 'atLeast0' | 'atMost0' | null }>
> = {
  gateway: { isStored: false, bound: null },
  platform: { isStored: true, bound: null },
  escrow: { isStored: true, bound: 'atLeast0' },
  refund: { isStored: true, bound: 'atLeast0' },
  wallet: { isStored: true, bound: 'atLeast0' },
  prepaid: { isStored: true, bound: 'atLeast0' },
  debt: { isStored: true, bound: 'atMost0' },
  payout: { isStored: true, bound: 'atLeast0' },
}

/** Of the platform's accounts only the chargebacks are stored: their journals touch no other account that is. */
const UNSTORED = { isStored: false, bound: null } as const

export const ruleOf = (account: Account) =>
  account === 'platform:fees' || account === 'platform:goodwill'
    ? UNSTORED
    : RULES[account.slice(0, account.indexOf(':')) as Kind]

/** The platform's accounts that reports count, with the figure of each. */
export const FIGURES = {
  'platform:fees': 'fees',
  'platform:goodwill': 'goodwill',
  'platform:chargebacks': 'chargebacks',
} as const

/** The accounts that reports count, as values for `$in`: those of refunds too. */
export const reported = () => [...(Object.keys(FIGURES) as (keyof typeof FIGURES)[]), /^refund:/] // it has no others

/** Whether reports count what is posted to an account. */
export const isReported = (account: Account): boolean =>
  Object.hasOwn(FIGURES, account) || account.startsWith('refund:')

export const escrowOf = (job: JobId): Account => `escrow:${job}`
export const refundOf = (refund: RefundId): Account => `refund:${refund}`
export const walletOf = (user: UserId): Account => `wallet:${user}`
export const prepaidOf = (user: UserId): Account => `prepaid:${user}`
export const debtOf = (user: UserId): Account => `debt:${user}`
export const payoutOf = (payout: PayoutId): Account => `payout:${payout}`
export const clearingAt = (place: GatewayName | 'Bank'): Account => `gateway:${place}`
