import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { topUp } from '#lib/wallet/top-up.ts'

export const handler = endpoint(walletRoutes.topUp, ({ body, caller }) => topUp(body, caller.id))
