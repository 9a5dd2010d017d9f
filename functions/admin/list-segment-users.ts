import { adminSegmentRoutes } from '#functions/admin/segments.routes.ts'
import { listSegmentUsers } from '#lib/administration/segments.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminSegmentRoutes.listSegmentUsers, ({ params, query }) =>
  listSegmentUsers(params.id, query),
)
