import { defineRoutes, everyCaller } from '#lib/lambda/http/define-route.ts'
import { newReport, reportView } from '#lib/reports/report.schemas.ts'

export const reportRoutes = defineRoutes('reports', {
  fileReport: {
    method: 'POST',
    path: '/api/reports',
    access: 'signedIn',
    body: newReport,
    answers: { 201: reportView },
    fails: ['NOTHING_TO_REPORT', 'OWN_REPORT'],
    uses: ['mongo', 'events'],
    summary: 'Report a user, a job, a message or a review to staff',
    description:
      'While your report of something is open, another one of the same answers the first. You are told how staff resolved it.',
    matrix: everyCaller(201),
  },
})
