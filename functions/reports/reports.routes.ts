import { defineRoutes, everyCaller } from '#lib/lambda/http/define-route.ts'
import { newReport, reportView } from '#lib/reports/report.schemas.ts'

export const reportRoutes = defineRoutes('reports', {
  fileReport: {
    method: 'POST',
    path: '/api/reports',
    access: 'signedIn',
    body: newReport,
    answers: { 201: reportView },
    fails: ['NOTHING_TO_REPORT'],
    uses: ['mongo', 'events'],
    summary: 'Report a user, a job or a message to staff',
    matrix: everyCaller(201),
  },
})
