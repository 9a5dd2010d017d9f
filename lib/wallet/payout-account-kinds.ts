/** Where money can be paid out to. */
export const PAYOUT_ACCOUNT_KINDS = ['bank', 'mobileWallet', 'stripe'] as const
export type PayoutAccountKind = (typeof PAYOUT_ACCOUNT_KINDS)[number]

/** Onboarding: the provider still has to know its owner better before it pays there. */
export const PAYOUT_ACCOUNT_STATUSES = ['Ready', 'Onboarding'] as const
export type PayoutAccountStatus = (typeof PAYOUT_ACCOUNT_STATUSES)[number]
