import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { listPayoutAccounts } from '#lib/wallet/list-payout-accounts.ts'

export const handler = endpoint(walletRoutes.listPayoutAccounts, ({ query, caller }) =>
  listPayoutAccounts(caller.id, query),
)
