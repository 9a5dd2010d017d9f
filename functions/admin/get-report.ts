import { adminAnalyticsRoutes } from '#functions/admin/analytics.routes.ts'
import { getReport } from '#lib/analytics/get-report.ts'
import { writeReportCsv } from '#lib/analytics/report-csv.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(
  adminAnalyticsRoutes.getReport,
  ({ params: { report }, query, caller, request }) =>
    request.csv ? writeReportCsv(report, query, caller) : getReport(report, query, caller),
)
