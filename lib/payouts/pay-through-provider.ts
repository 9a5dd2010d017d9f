import type { Types } from 'mongoose'
import { GatewayRefusedError, LostResponseError } from '#lib/gateways/payments/payments.ts'
import type { PayoutAnswer, PayoutOrder, PayoutProvider, PayoutState } from '#lib/gateways/payouts/payouts.ts'
import { Payout, type PayoutRecord } from '#lib/model/payout.model.ts'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import type { PayoutStatus } from '#lib/model/payout-status.ts'
import { User } from '#lib/model/user.model.ts'
import { mayPay } from '#lib/payouts/check-payouts.ts'
import { settlePayout } from '#lib/payouts/settle-payout.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'

/** How many payouts one run handles; the next run continues. */
const MAX_PER_RUN = 500

/**
 * Pays the batched payouts through the provider, and asks it about those that it has not confirmed yet. Returns how
 * many were settled. For each payout:
 * 1. Batched: it is marked Unknown before it is sent, so that the next run knows of it after a crash or a lost response
 * 2. Unknown: the provider is asked first; the payout is sent (again, with the same key) only if the provider does not
 *    know it
 * 3. the provider's answer: paid and failed settle the payout, sent waits; if the provider refuses the request, the
 *    payout is Batched again
 * 4. a banned craftsman's payout is not sent, nor one whose accounts differ in the ledger; if the provider already has
 *    it, it is asked about all the same
 * If two runs come at once, they send the same key, and the provider pays it once.
 */
export async function payThroughProvider(provider: PayoutProvider): Promise<number> {
  const inFlight = await Payout.find({
    kind: 'stripe',
    status: trusted({ $in: ['Batched', 'Unknown', 'Sent'] }),
  })
    .sort({ requestedAt: 1, _id: 1 })
    .limit(MAX_PER_RUN)
    .lean()
  let settled = 0
  for (const payout of inFlight) settled += (await advance(provider, payout)) ? 1 : 0
  return settled
}

async function advance(provider: PayoutProvider, payout: PayoutRecord): Promise<boolean> {
  const order = await orderOf(payout)
  try {
    const answer = payout.status === 'Batched' ? null : await provider.stateOf(order)
    if (answer && answer.outcome !== 'unknown') return await apply(payout, answer)
    if (payout.status === 'Sent') return reportForgotten(payout)
    if ((await isBanned(payout.payee)) || !(await mayPay(payout))) {
      await changeStatus(payout, payout.status, 'Batched')
      return false
    }
    if (!(await changeStatus(payout, payout.status, 'Unknown'))) return false
    return await apply(payout, await provider.send(order))
  } catch (error) {
    if (error instanceof LostResponseError)
      log.warn('the outcome of a payout is unknown', { code: error.gateway, error })
    else if (error instanceof GatewayRefusedError) {
      log.error('the provider refused a payout', { code: error.reason, error })
      if (payout.status !== 'Sent') await changeStatus(payout, 'Unknown', 'Batched')
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
    await changeStatus(payout, 'Unknown', 'Sent', answer)
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
  return inTransaction(async (tx) => (await settlePayout(tx, settlement)) !== null)
}

/** Changes the status only if it is still the one that was read: staff may have settled the payout meanwhile. */
async function changeStatus(
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

/** The provider had accepted the payout, and now does not know it. Staff have to look into that. */
function reportForgotten({ _id }: PayoutRecord): boolean {
  log.error('the provider no longer knows a payout', { event: idOf(_id) })
  return false
}

const isBanned = async (user: Types.ObjectId): Promise<boolean> =>
  (await User.exists({ _id: user, isBanned: true })) !== null
