/** Standing: it counts. Appealed: it counts until staff uphold the appeal. Lifted: it counts nowhere any more. */
export const STRIKE_STATUSES = ['Standing', 'Appealed', 'Lifted'] as const
export type StrikeStatus = (typeof STRIKE_STATUSES)[number]
