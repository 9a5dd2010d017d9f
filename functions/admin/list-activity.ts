import { adminActivityRoutes } from '#functions/admin/activity.routes.ts'
import { listActivity, writeActivityCsv } from '#lib/administration/list-activity.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { linkIfLarge } from '#lib/lists/link-if-large.ts'

export const handler = endpoint(adminActivityRoutes.listActivity, async ({ query, request }) =>
  request.csv ? linkIfLarge(await writeActivityCsv(query), 'TABLE_TOO_LONG') : listActivity(query),
)
