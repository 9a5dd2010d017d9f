/**
 * Where a request for erasure stands. Waiting: its person may still take it back. Erasing: the account is closed and
 * its data are being erased. Erased: done, with a certificate.
 */
export const DELETION_STATUSES = ['Waiting', 'Erasing', 'Erased'] as const
export type DeletionStatus = (typeof DELETION_STATUSES)[number]

/** What keeps an account from being erased. `payout`: money on its way to the person, a refund too. */
export const BLOCKER_KINDS = ['contract', 'dispute', 'balance', 'debt', 'payout'] as const
export type BlockerKind = (typeof BLOCKER_KINDS)[number]
