import type * as z from 'zod'
import { fail } from '#lib/errors/app-error.ts'
import type { refundSearch } from '#lib/payments/payment.schemas.ts'
import { showRefund } from '#lib/payments/payment.view.ts'
import { Payment } from '#lib/payments/payment.model.ts'
import { Refund } from '#lib/payments/refund.model.ts'
import { pageOf, skipped } from '#lib/platform/border.ts'
import { clock } from '#lib/platform/clock.ts'
import type { PayoutAccountId, RefundId, UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { addPayoutAccount, type OwnNumberAccount } from '#lib/wallet/add-payout-account.ts'

/** One's refunds, newest first: those that are Refused wait for an account to be named. */
export async function listRefunds(search: z.output<typeof refundSearch>, payer: UserId) {
  const own = { payer: objectId(payer) }
  const [refunds, items] = await Promise.all([
    Refund.find(own).sort({ createdAt: -1, _id: -1 }).skip(skipped(search)).limit(search.limit).lean(),
    Refund.countDocuments(own),
  ])
  return pageOf(refunds.map(showRefund), items, search)
}

/**
 * Name the account that a refund is paid to, where the gateway could not pay it back (a Fawry payment in cash).
 * Staff pays it by hand, like a payout; until then another account may be named.
 * Throws REFUND_NOT_FOUND, REFUND_NOT_REFUSED.
 */
export async function nameRefundAccount(refundId: RefundId, account: OwnNumberAccount, payer: UserId) {
  const own = { _id: objectId(refundId), payer: objectId(payer) }
  const refund = await Refund.findOne(own).lean()
  if (!refund) throw fail('REFUND_NOT_FOUND')
  if (refund.status !== 'Refused' && refund.status !== 'ByHand') throw fail('REFUND_NOT_REFUSED')
  // his bank has given it to him already, and has not said its last word
  if (await Payment.exists({ _id: refund.payment, status: 'ChargedBack' })) throw fail('REFUND_NOT_REFUSED')
  const { id } = await addPayoutAccount(account, payer)
  const named = await Refund.findOneAndUpdate(
    { ...own, status: trusted({ $in: ['Refused', 'ByHand'] }) },
    { $set: { status: 'ByHand', account: objectId(id as PayoutAccountId), updatedAt: clock() } },
    { returnDocument: 'after' },
  ).lean()
  if (!named) throw fail('REFUND_NOT_REFUSED')
  return showRefund(named)
}
