import type * as z from 'zod'
import { logActivity } from '#lib/activity/activity-log.ts'
import { fail } from '#lib/errors/app-error.ts'
import { confirmRefund } from '#lib/payments/confirm-refund.ts'
import type { refundSearch } from '#lib/payments/payment.schemas.ts'
import { showRefund } from '#lib/payments/payment.view.ts'
import { Refund } from '#lib/payments/refund.model.ts'
import { pageOf, skipped } from '#lib/platform/border.ts'
import { clock } from '#lib/platform/clock.ts'
import type { PayoutAccountId, RefundId, UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
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
  const { id } = await addPayoutAccount(account, payer)
  const named = await Refund.findOneAndUpdate(
    { ...own, status: trusted({ $in: ['Refused', 'ByHand'] }) },
    { $set: { status: 'ByHand', account: objectId(id as PayoutAccountId), updatedAt: clock() } },
    { returnDocument: 'after' },
  ).lean()
  if (!named) throw fail('REFUND_NOT_REFUSED')
  return showRefund(named)
}

/** Staff has paid a refund by hand, from the bank; said once (REFUND_NOT_FOUND, REFUND_NOT_REFUSED). */
export async function confirmRefundByHand(
  refundId: RefundId,
  { staff, reference }: { readonly staff: UserId; readonly reference?: string | undefined },
) {
  await inTransaction(async (session) => {
    const refund = await Refund.findById(objectId(refundId)).session(session).lean()
    if (!refund) throw fail('REFUND_NOT_FOUND')
    if (refund.status !== 'ByHand') throw fail('REFUND_NOT_REFUSED')
    await confirmRefund(session, refund, 'Bank')
    const target = { kind: 'Refund', id: refundId }
    await logActivity(session, {
      actor: staff,
      action: 'refund.byHand',
      target,
      details: { reference: reference ?? null },
    })
  })
  return showRefund(await Refund.findById(objectId(refundId)).lean().orFail())
}
