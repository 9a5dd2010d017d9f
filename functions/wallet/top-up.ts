import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { topUp } from '#lib/payments/top-up.ts'

export const handler = endpoint(walletRoutes.topUp, ({ body, caller }) => topUp(body, caller.id))
