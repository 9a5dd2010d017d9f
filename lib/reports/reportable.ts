/** What can be reported. */
export const REPORTABLE = ['user', 'job', 'message'] as const
export type Reportable = (typeof REPORTABLE)[number]
