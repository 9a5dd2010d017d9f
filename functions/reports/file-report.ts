import { reportRoutes } from '#functions/reports/reports.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { fileReport } from '#lib/reports/file-report.ts'

export const handler = endpoint(reportRoutes.fileReport, ({ body, caller }) => fileReport(body, caller))
