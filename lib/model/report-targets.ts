/** What a user can report. */
export const REPORT_TARGETS = ['user', 'job', 'message', 'review'] as const
export type ReportTarget = (typeof REPORT_TARGETS)[number]

export const REPORT_STATUSES = ['Open', 'Resolved'] as const
export type ReportStatus = (typeof REPORT_STATUSES)[number]

/** What staff decide about a report: nothing, a warning, the content goes, or its author goes with it. */
export const REPORT_OUTCOMES = ['dismissed', 'warned', 'removed', 'banned'] as const
export type ReportOutcome = (typeof REPORT_OUTCOMES)[number]
