import { adminActivityRoutes } from '#functions/admin/activity.routes.ts'
import { listActivity, writeActivityCsv } from '#lib/administration/list-activity.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminActivityRoutes.listActivity, ({ query, request }) =>
  request.csv ? writeActivityCsv(query) : listActivity(query),
)
