import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { withdraw } from '#lib/wallet/withdraw.ts'

export const handler = endpoint(walletRoutes.withdraw, ({ body, caller }) =>
  withdraw({ ...body, userId: caller.id }),
)
