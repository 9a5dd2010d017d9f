export const APPROVAL_STATUSES = ['Waiting', 'Approved', 'Rejected'] as const
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number]

/** What a second admin has to approve, from the amount on that the settings name. */
export const APPROVAL_KINDS = ['goodwill', 'refund', 'payout', 'settings'] as const
export type ApprovalKind = (typeof APPROVAL_KINDS)[number]
