import { adminReportRoutes } from '#functions/admin/reports.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { listReports } from '#lib/reports/list-reports.ts'

export const handler = endpoint(adminReportRoutes.listReports, ({ query }) => listReports(query))
