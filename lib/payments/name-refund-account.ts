import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { Payout, type PayoutRecord } from '#lib/model/payout.model.ts'
import { IN_FLIGHT, OPEN_PAYOUTS } from '#lib/model/payout-status.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import { mayRefund } from '#lib/payments/may-refund.ts'
import { toRefundView } from '#lib/payments/payment.view.ts'
import { clock } from '#lib/platform/clock.ts'
import type { PayoutAccountId, RefundId, UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import { addPayoutAccount, type OwnNumberAccount } from '#lib/wallet/add-payout-account.ts'

/**
 * Name the account to which a refund is paid, if the gateway could not make it (a Fawry payment in cash). Staff pay it
 * manually, like a payout (REFUND_NOT_FOUND):
 * 1. it waits for an account (REFUND_NOT_REFUSED), and no bank has still to decide whether its payer has the money
 *    already (REFUND_WAITS_FOR_BANK)
 * 2. until its payout is in a batch for the bank, the payer can name another account (REFUND_NOT_REFUSED after that);
 *    the payout goes there
 */
export async function nameRefundAccount(refundId: RefundId, account: OwnNumberAccount, payer: UserId) {
  const refund = await Refund.findOne({ _id: objectId(refundId), payer: objectId(payer) }).lean()
  if (!refund) throw fail('REFUND_NOT_FOUND')
  if (refund.status !== 'Refused' && refund.status !== 'ByHand') throw fail('REFUND_NOT_REFUSED')
  if (!(await inTransaction((tx) => mayRefund(tx, refund)))) throw fail('REFUND_WAITS_FOR_BANK')
  const inBatch = { refund: refund._id, status: trusted({ $in: [...IN_FLIGHT] }) }
  if (await Payout.exists(inBatch)) throw fail('REFUND_NOT_REFUSED') // no account is added in vain
  const { id, kind } = await addPayoutAccount(account, payer)
  const named = { account: objectId(id as PayoutAccountId), kind }
  return toRefundView(await inTransaction((tx) => payTo(tx, refund._id, named)))
}

/** Writes the payout too, so that this conflicts with a run that gathers it at the same time. */
async function payTo(
  tx: ClientSession,
  _id: RefundRecord['_id'],
  named: Pick<PayoutRecord, 'account' | 'kind'>,
): Promise<RefundRecord> {
  const updatedAt = clock()
  const payout = await Payout.findOne({ refund: _id, status: trusted({ $in: [...OPEN_PAYOUTS] }) })
    .session(tx)
    .lean()
  if (payout && payout.status !== 'Requested') throw fail('REFUND_NOT_REFUSED')
  if (payout) await Payout.updateOne({ _id: payout._id }, { $set: { ...named, updatedAt } }, { session: tx })
  const refund = await Refund.findOneAndUpdate(
    { _id, status: trusted({ $in: ['Refused', 'ByHand'] as const }) },
    { $set: { status: 'ByHand', account: named.account, updatedAt } },
    { session: tx, returnDocument: 'after' },
  ).lean()
  if (!refund) throw fail('REFUND_NOT_REFUSED')
  return refund
}
