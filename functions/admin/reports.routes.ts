import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { listOf } from '#lib/platform/paging.ts'
import { reportCaseView, reportParams, reportResolution, reportSearch } from '#lib/reports/report.schemas.ts'

export const adminReportRoutes = defineRoutes('admin', {
  listReports: {
    method: 'GET',
    path: '/api/admin/reports',
    access: ['Moderator', 'Admin'],
    query: reportSearch,
    answers: { 200: listOf(reportCaseView) },
    fails: [],
    uses: ['mongo'],
    summary:
      'List what users have reported, the oldest first, one entry for each target; the open ones by default',
    matrix: { moderator: 200, admin: 200 },
  },
  resolveReport: {
    method: 'POST',
    path: '/api/admin/reports/{reportId}/resolve',
    access: ['Moderator', 'Admin'],
    params: reportParams,
    body: reportResolution,
    answers: { 201: reportCaseView },
    fails: ['REPORT_NOT_FOUND', 'REPORT_RESOLVED', 'REPORT_ABOUT_YOU', 'STAFF_ACCOUNT'],
    uses: ['mongo', 'keys', 'email', 'sockets', 'events'],
    summary: 'Resolve a report, and with it every open report of the same target',
    description:
      'Everybody who reported it is told the outcome. `removed` hides a review, deletes a message, takes the pictures and the text off a profile, and cancels a job (from the moment the craftsman sets out it becomes a dispute). `banned` does the same and blocks the account.',
    matrix: { moderator: 201, admin: 201 },
  },
})
