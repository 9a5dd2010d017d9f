import { fail } from '#lib/errors/app-error.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { toRefundView } from '#lib/payments/payment.view.ts'
import { clock } from '#lib/platform/clock.ts'
import type { PayoutAccountId, RefundId, UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { addPayoutAccount, type OwnNumberAccount } from '#lib/wallet/add-payout-account.ts'

/**
 * Name the account to which a refund is paid, if the gateway could not make it (a Fawry payment in cash). Staff pay it
 * manually, like a payout. Until then the payer can name another account.
 * Throws REFUND_NOT_FOUND, REFUND_NOT_REFUSED.
 */
export async function nameRefundAccount(refundId: RefundId, account: OwnNumberAccount, payer: UserId) {
  const own = { _id: objectId(refundId), payer: objectId(payer) }
  const refund = await Refund.findOne(own).lean()
  if (!refund) throw fail('REFUND_NOT_FOUND')
  if (refund.status !== 'Refused' && refund.status !== 'ByHand') throw fail('REFUND_NOT_REFUSED')
  // the payer's bank has already returned the money, and its decision is not final
  if (await Payment.exists({ _id: refund.payment, status: 'ChargedBack' })) throw fail('REFUND_NOT_REFUSED')
  const { id } = await addPayoutAccount(account, payer)
  const named = await Refund.findOneAndUpdate(
    { ...own, status: trusted({ $in: ['Refused', 'ByHand'] }) },
    { $set: { status: 'ByHand', account: objectId(id as PayoutAccountId), updatedAt: clock() } },
    { returnDocument: 'after' },
  ).lean()
  if (!named) throw fail('REFUND_NOT_REFUSED')
  return toRefundView(named)
}
