import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { addPayoutAccount } from '#lib/wallet/add-payout-account.ts'
import { addStripeAccount } from '#lib/wallet/add-stripe-account.ts'

export const handler = endpoint(walletRoutes.addPayoutAccount, ({ body, caller }) =>
  body.kind === 'stripe' ? addStripeAccount(caller.id) : addPayoutAccount(body, caller.id),
)
