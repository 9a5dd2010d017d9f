import { adminPayoutRoutes } from '#functions/admin/payouts.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { downloadBatch } from '#lib/payouts/download-batch.ts'

export const handler = endpoint(adminPayoutRoutes.downloadBatch, ({ params, caller }) =>
  downloadBatch(params.batchId, caller.id),
)
