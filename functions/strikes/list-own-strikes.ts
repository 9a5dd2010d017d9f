import { strikeRoutes } from '#functions/strikes/strikes.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { listOwnStrikes } from '#lib/strikes/list-strikes.ts'

export const handler = endpoint(strikeRoutes.listOwnStrikes, ({ query, caller }) =>
  listOwnStrikes(query, caller.id),
)
