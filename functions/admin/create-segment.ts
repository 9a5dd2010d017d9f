import { adminSegmentRoutes } from '#functions/admin/segments.routes.ts'
import { createSegment } from '#lib/administration/segments.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminSegmentRoutes.createSegment, ({ body, caller }) =>
  createSegment(body, caller),
)
