import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { removePayoutAccount } from '#lib/wallet/remove-payout-account.ts'

export const handler = endpoint(walletRoutes.removePayoutAccount, ({ params, caller }) =>
  removePayoutAccount(params.payoutAccountId, caller.id),
)
