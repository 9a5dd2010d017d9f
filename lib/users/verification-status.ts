/** Where staff stand with a craftsman's papers (Part B 6.1). */
export const VERIFICATION = ['Pending', 'Verified', 'Rejected'] as const
