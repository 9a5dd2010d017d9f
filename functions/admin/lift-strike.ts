import { adminStrikeRoutes } from '#functions/admin/strikes.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { liftStrike } from '#lib/strikes/lift-strike.ts'

export const handler = endpoint(adminStrikeRoutes.liftStrike, ({ params, body, caller }) =>
  liftStrike(params.strikeId, body, caller.id),
)
