import type { Types } from 'mongoose'
import { GatewayRefusedError, LostResponseError } from '#lib/gateways/payments/payments.ts'
import type { PayoutAnswer, PayoutOrder, PayoutProvider, PayoutState } from '#lib/gateways/payouts/payouts.ts'
import { stripePayouts } from '#lib/gateways/payouts/stripe.ts'
import { Payout, type PayoutRecord } from '#lib/model/payout.model.ts'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import type { PayoutStatus } from '#lib/model/payout-status.ts'
import { User } from '#lib/model/user.model.ts'
import { mayPay } from '#lib/payouts/check-payouts.ts'
import { settlePayout } from '#lib/payouts/settle-payout.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import { idOf, type PayoutId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import type { GatewayQuery } from '#lib/work/work-messages.ts'

/** The provider may have them, and has not confirmed them. */
const UNCONFIRMED = ['Unknown', 'Sent'] as const satisfies readonly PayoutStatus[]

/**
 * Pays a batched payout through the provider. Returns whether the payout was settled:
 * 1. it is marked Unknown before it is sent, so that it is followed after a crash or a lost response
 * 2. the provider's answer: paid and failed settle the payout, sent waits; if the provider refuses the request, the
 *    payout is Batched again
 * 3. a banned craftsman's payout is not sent, nor one whose accounts differ in the ledger
 * If two come at once, one sends it.
 */
export async function sendPayout(
  payoutId: PayoutId,
  provider: PayoutProvider = stripePayouts,
): Promise<boolean> {
  const payout = await Payout.findOne({ _id: payoutId, kind: 'stripe', status: 'Batched' }).lean()
  return payout ? advance(provider, payout) : false
}

/**
 * Asks the provider about a payout that it has not confirmed yet, unless it was asked since this question was handed
 * out. Returns whether the payout was settled:
 * 1. Unknown: it is sent (again, with the same key) only if the provider does not know it, and pays it once
 * 2. a banned craftsman's payout is not sent again, nor one whose accounts differ in the ledger, but the provider is asked about it all the same
 * 3. the answer is applied as in `sendPayout`
 */
export async function followPayout(
  payoutId: PayoutId,
  { handedOutAt }: Pick<GatewayQuery, 'handedOutAt'>,
  provider: PayoutProvider = stripePayouts,
): Promise<boolean> {
  const payout = await Payout.findOneAndUpdate(
    {
      _id: payoutId,
      status: trusted({ $in: [...UNCONFIRMED] }),
      askedAt: trusted({ $not: { $gt: new Date(handedOutAt) } }),
    },
    { $set: { askedAt: realTime() } },
  ).lean()
  return payout ? advance(provider, payout) : false
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
