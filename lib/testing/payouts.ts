import { queues } from '#functions/queues/queues.ts'
import type { PayoutProvider } from '#lib/gateways/payouts/payouts.ts'
import { queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { askGateway } from '#lib/lambda/work/ask-gateway.ts'
import { sendOrder } from '#lib/lambda/work/send-order.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { followPayouts, runPayouts } from '#lib/payouts/run-payouts.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type PayoutAccountId, type PayoutId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aCraftsman, type Somebody } from '#lib/testing/people.ts'
import { hasEarned } from '#lib/testing/wallets.ts'
import { type Consumers, runToEnd } from '#lib/testing/work.ts'
import { addPayoutAccount } from '#lib/wallet/add-payout-account.ts'
import { withdraw } from '#lib/wallet/withdraw.ts'

/** A well-formed Egyptian account number that belongs to nobody. */
export const IBAN = 'EG380019000500000000263180002'

/** A craftsman with cleared earnings and a bank account. */
export async function anEarner(amount = 100_000) {
  const craftsman = await aCraftsman()
  await hasEarned(craftsman.id, amount)
  return { craftsman, accountId: await aBankAccount(craftsman) }
}

export async function aBankAccount({ id }: Somebody): Promise<PayoutAccountId> {
  const account = await addPayoutAccount({ kind: 'bank', holder: 'Hassan Abdel Aal', iban: IBAN }, id)
  return account.id as PayoutAccountId
}

/** An account at the payout provider that is ready to be paid to. */
export async function aStripeAccount(
  { id }: Somebody,
  providerId = `acct_${newId()}`,
): Promise<PayoutAccountId> {
  const at = clock()
  const accountId = newId<'PayoutAccount'>()
  const record = {
    _id: objectId(accountId),
    user: objectId(id),
    kind: 'stripe',
    label: 'Stripe',
    status: 'Ready',
  } as const
  await PayoutAccount.create([{ ...record, providerId, createdAt: at, updatedAt: at }])
  return accountId
}

/** A payout that a craftsman has requested. */
export async function aPayout(overrides: { amount?: number; throughStripe?: boolean } = {}) {
  const { amount = 100_000, throughStripe = false } = overrides
  const { craftsman, accountId: bank } = await anEarner(amount)
  const accountId = throughStripe ? await aStripeAccount(craftsman) : bank
  await withdraw({ userId: craftsman.id, amount: asPiastres(amount), payoutAccountId: accountId })
  const payout = await Payout.findOne({ payee: objectId(craftsman.id) })
    .lean()
    .orFail()
  return { craftsman, accountId, payoutId: payout._id.toHexString() as PayoutId }
}

/** The functions behind the queues of gateways, with this payout provider. */
const consumersWith = (provider: PayoutProvider): Consumers => ({
  'gateway-orders': queueHandler(queues['gateway-orders'], (message) => sendOrder(message, provider)),
  'gateway-queries': queueHandler(queues['gateway-queries'], (message) => askGateway(message, provider)),
})

/** A payout run to its end, in which this provider pays. */
export const runPayoutsThrough = (provider: PayoutProvider) => runToEnd(runPayouts, consumersWith(provider))

/** Asks this provider about the payouts that it has not confirmed. */
export const followPayoutsThrough = (provider: PayoutProvider) =>
  runToEnd(followPayouts, consumersWith(provider))
