import { adminSegmentRoutes } from '#functions/admin/segments.routes.ts'
import { listSegments } from '#lib/administration/segments.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminSegmentRoutes.listSegments, ({ query }) => listSegments(query))
