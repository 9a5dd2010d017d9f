import { adminSegmentRoutes } from '#functions/admin/segments.routes.ts'
import { deleteSegment } from '#lib/administration/segments.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminSegmentRoutes.deleteSegment, ({ params, caller }) =>
  deleteSegment(params.id, caller),
)
