/** What a user can report. */
export const REPORT_TARGETS = ['user', 'job', 'message'] as const
export type ReportTarget = (typeof REPORT_TARGETS)[number]
