import { asPiastres } from '#lib/money/piastres.ts'
import { Payout } from '#lib/payouts/payout.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type PayoutAccountId, type PayoutId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { aCraftsman, type Somebody } from '#lib/testing/people.ts'
import { hasEarned } from '#lib/testing/wallets.ts'
import { addPayoutAccount } from '#lib/wallet/add-payout-account.ts'
import { PayoutAccount } from '#lib/wallet/payout-account.model.ts'
import { withdraw } from '#lib/wallet/withdraw.ts'

/** Well-formed Egyptian account numbers that are nobody's. */
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

/** An account at the provider, known there and ready. */
export async function aStripeAccount(
  { id }: Somebody,
  providerId = `acct_${newId()}`,
): Promise<PayoutAccountId> {
  const at = clock()
  const accountId = newId<'PayoutAccount'>()
  const row = {
    _id: objectId(accountId),
    user: objectId(id),
    kind: 'stripe',
    label: 'Stripe',
    status: 'Ready',
  } as const
  await PayoutAccount.create([{ ...row, providerId, createdAt: at, updatedAt: at }])
  return accountId
}

/** A payout that somebody has asked for. */
export async function aPayout(wishes: { amount?: number; throughStripe?: boolean } = {}) {
  const { amount = 100_000, throughStripe = false } = wishes
  const { craftsman, accountId: bank } = await anEarner(amount)
  const accountId = throughStripe ? await aStripeAccount(craftsman) : bank
  await withdraw({ userId: craftsman.id, amount: asPiastres(amount), payoutAccountId: accountId })
  const payout = await Payout.findOne({ payee: objectId(craftsman.id) })
    .lean()
    .orFail()
  return { craftsman, accountId, payoutId: payout._id.toHexString() as PayoutId }
}
