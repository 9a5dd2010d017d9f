import type { Types } from 'mongoose'
import { GatewayRefusal, LostAnswer } from '#lib/gateways/payments/payments.ts'
import type { PayoutAnswer, PayoutOrder, PayoutProvider, PayoutState } from '#lib/gateways/payouts/payouts.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import type { PayoutStatus } from '#lib/payouts/payout-status.ts'
import { Payout, type PayoutRecord } from '#lib/payouts/payout.model.ts'
import { settlePayout } from '#lib/payouts/settle-payout.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { User } from '#lib/users/user.model.ts'
import { PayoutAccount } from '#lib/wallet/payout-account.model.ts'

/** How many one run looks at; the next one goes on. */
const MOST = 500

/**
 * Pays through the provider what is in a batch, and asks it about what it has not told yet; answers how many came to
 * their end. For each payout:
 * 1. Batched: it is marked Unknown before the provider is told, so that a crash or a lost answer leaves a mark
 * 2. Unknown: the provider is asked first; only what it never heard of is sent (again, with the same key)
 * 3. its answer: paid and failed settle it, sent waits; a refusal to look at it puts it back into its batch
 * 4. a banned craftsman's payout is not sent; what the provider has already is asked about all the same
 * Two runs at once send the same key, and the provider pays it once.
 */
export async function payThroughProvider(provider: PayoutProvider): Promise<number> {
  const underWay = await Payout.find({
    kind: 'stripe',
    status: trusted({ $in: ['Batched', 'Unknown', 'Sent'] }),
  })
    .sort({ requestedAt: 1, _id: 1 })
    .limit(MOST)
    .lean()
  let settled = 0
  for (const payout of underWay) settled += (await advance(provider, payout)) ? 1 : 0
  return settled
}

async function advance(provider: PayoutProvider, payout: PayoutRecord): Promise<boolean> {
  const order = await orderOf(payout)
  try {
    const answer = payout.status === 'Batched' ? null : await provider.stateOf(order)
    if (answer && answer.outcome !== 'unknown') return await apply(payout, answer)
    if (payout.status === 'Sent') return wonder(payout)
    if (await isBanned(payout.payee)) {
      await move(payout, payout.status, 'Batched')
      return false
    }
    if (!(await move(payout, payout.status, 'Unknown'))) return false
    return await apply(payout, await provider.send(order))
  } catch (error) {
    if (error instanceof LostAnswer) log.warn('payout unknown', { code: error.gateway, error })
    else if (error instanceof GatewayRefusal) {
      log.error('payout not sent', { code: error.reason, error })
      if (payout.status !== 'Sent') await move(payout, 'Unknown', 'Batched')
    } else throw error
    return false
  }
}

async function orderOf({ _id, amount, payee, account }: PayoutRecord): Promise<PayoutOrder> {
  const { providerId } = await PayoutAccount.findById(account, { providerId: 1 }).lean().orFail()
  if (!providerId) throw new Error('this payout account is not at a provider')
  return {
    payoutId: idOf<'Payout'>(_id),
    amount: asPiastres(amount),
    craftsmanId: idOf<'User'>(payee),
    destination: providerId,
  }
}

async function apply(
  payout: PayoutRecord,
  answer: Exclude<PayoutState, { outcome: 'unknown' }>,
): Promise<boolean> {
  if (answer.outcome === 'sent') {
    await move(payout, 'Unknown', 'Sent', answer)
    return false
  }
  const { outcome, providerId, reason } = answer
  const settlement = {
    payoutId: idOf<'Payout'>(payout._id),
    outcome,
    reference: providerId,
    ...(reason && { reason }),
    actor: null,
  }
  return inTransaction(async (session) => (await settlePayout(session, settlement)) !== null)
}

/** Conditional on the status it was read with: staff may have settled it meanwhile. */
async function move(
  { _id }: PayoutRecord,
  from: PayoutStatus,
  to: PayoutStatus,
  answer?: PayoutAnswer,
): Promise<boolean> {
  const reference = answer?.providerId
  const { matchedCount } = await Payout.updateOne(
    { _id, status: from },
    { $set: { status: to, triedAt: realTime(), updatedAt: clock(), ...(reference && { reference }) } },
  )
  return matchedCount === 1
}

/** The provider had taken it, and now says that it never did: that is for people to look into. */
function wonder({ _id }: PayoutRecord): boolean {
  log.error('the provider no longer knows a payout', { event: idOf(_id) })
  return false
}

const isBanned = async (user: Types.ObjectId): Promise<boolean> =>
  (await User.exists({ _id: user, isBanned: true })) !== null
