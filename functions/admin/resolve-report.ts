import { adminReportRoutes } from '#functions/admin/reports.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { resolveReport } from '#lib/reports/resolve-report.ts'

export const handler = endpoint(adminReportRoutes.resolveReport, ({ params, body, caller }) =>
  resolveReport(params.reportId, body, caller),
)
