/**
 * Where staff's check of a craftsman's documents stands (Part B 6.1). Expired: it was Verified until a document ran out,
 * or until a newer check took its place.
 */
export const VERIFICATION_STATUSES = ['Pending', 'Verified', 'Rejected', 'Expired'] as const

export type VerificationStatus = (typeof VERIFICATION_STATUSES)[number]

/** What a profile keeps of its verification. */
export interface VerifiedState {
  readonly verificationStatus: VerificationStatus
  /** When the first of the approved documents runs out; absent if none does. */
  readonly verifiedUntil?: Date | null
}

/** The status at an instant: from the moment a document runs out it is Expired, whenever the schedule stores that. */
export const verificationStatusAt = (
  { verificationStatus, verifiedUntil }: VerifiedState,
  at: Date,
): VerificationStatus =>
  verificationStatus === 'Verified' && verifiedUntil && verifiedUntil <= at ? 'Expired' : verificationStatus
