import { analyticsParams, analyticsQuery, analyticsView } from '#lib/analytics/analytics.schemas.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { STAFF } from '#lib/model/role.ts'

export const adminAnalyticsRoutes = defineRoutes('admin', {
  getReport: {
    method: 'GET',
    path: '/api/admin/analytics/{report}',
    access: STAFF,
    params: analyticsParams,
    query: analyticsQuery,
    answers: { 200: analyticsView },
    alsoCsv: true,
    fails: [],
    uses: ['mongo'],
    summary: 'A report for BI; its rows as CSV with `Accept: text/csv`',
    description:
      'Days are those of Cairo. Figures come from sums that follow each change within minutes (`asOf`). Times are exact to 2.5 %. A figure about fewer than 5 people is null for moderators. Figures without a category or a governorate (registrations, verifications, withdrawals, pushes) are zero under such a filter. Cohorts are always by month.',
    matrix: { moderator: 200, admin: 200 },
  },
})
