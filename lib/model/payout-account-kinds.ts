/** The kinds of accounts to which money can be paid out. */
export const PAYOUT_ACCOUNT_KINDS = ['bank', 'mobileWallet', 'stripe'] as const
export type PayoutAccountKind = (typeof PAYOUT_ACCOUNT_KINDS)[number]

/** Onboarding: the provider needs more details of the owner before it can pay to the account. */
export const PAYOUT_ACCOUNT_STATUSES = ['Ready', 'Onboarding'] as const
export type PayoutAccountStatus = (typeof PAYOUT_ACCOUNT_STATUSES)[number]
