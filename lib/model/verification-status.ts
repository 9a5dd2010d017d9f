/** The outcome of staff's check of a craftsman's documents (Part B 6.1). */
export const VERIFICATION_STATUSES = ['Pending', 'Verified', 'Rejected'] as const
