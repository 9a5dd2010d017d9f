import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { fail } from '#lib/errors/app-error.ts'
import { addPayoutAccount } from '#lib/wallet/add-payout-account.ts'

export const handler = endpoint(walletRoutes.addPayoutAccount, ({ body, caller }) => {
  if (body.kind === 'stripe') throw fail('PAYOUT_PROVIDER_UNAVAILABLE')
  return addPayoutAccount(body, caller.id)
})
