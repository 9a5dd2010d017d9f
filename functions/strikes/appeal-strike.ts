import { strikeRoutes } from '#functions/strikes/strikes.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { appealStrike } from '#lib/strikes/appeal-strike.ts'

export const handler = endpoint(strikeRoutes.appealStrike, ({ params, body, caller }) =>
  appealStrike(params.strikeId, body, caller.id),
)
