export const QUOTE_STATUSES = ['Submitted', 'Accepted', 'Declined', 'Withdrawn', 'Expired'] as const
export type QuoteStatus = (typeof QUOTE_STATUSES)[number]
