import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'

export const handler = endpoint(walletRoutes.getBalance, ({ caller }) => getBalance(caller.id))
