import { activitySearch, activityView } from '#lib/administration/activity-log.schemas.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { listOf } from '#lib/platform/paging.ts'

export const adminActivityRoutes = defineRoutes('admin', {
  listActivity: {
    method: 'GET',
    path: '/api/admin/activity-log',
    access: ['Admin'],
    query: activitySearch,
    answers: { 200: listOf(activityView) },
    alsoCsv: true,
    fails: ['TABLE_TOO_LONG'],
    uses: ['mongo', 'keys', 'files'],
    summary: 'List who did what, latest first; as CSV with `Accept: text/csv`',
    description:
      'Entries are sealed in a chain of hashes within a minute, in the order in which they arrived; `number` is the place in it. The CSV has at most 50,000 lines, and nothing personal. Over 4 MB the answer is a 303 to it.',
    matrix: { admin: 200 },
  },
})
