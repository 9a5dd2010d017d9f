import type { ClientSession } from 'mongoose'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { chargedBackOf, leftOf, uncoveredOf } from '#lib/model/payment-status.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { limitApart, openRefund } from '#lib/process/open-refund.ts'

/**
 * Money that a payer had got without our order is with us again, in the caller's transaction. What it had stood in for
 * has to be refunded after all, as far as nothing else stands in for it and the payer has not got all that they paid.
 */
export async function refundWhatIsDue(
  tx: ClientSession,
  { _id }: Pick<PaymentRecord, '_id'>,
  { reason, at }: { readonly reason: string; readonly at: Date },
): Promise<void> {
  const payment = await Payment.findById(_id).session(tx).lean().orFail()
  const { takenBack, takenBackCovered, chargedBackCovered = 0 } = payment
  const gone = {
    takenBack: Math.max(0, takenBackCovered - takenBack),
    chargedBack: Math.max(0, chargedBackCovered - chargedBackOf(payment)),
  }
  if (gone.takenBack + gone.chargedBack === 0) return limitApart(tx, _id)
  const uncovered = uncoveredOf(payment)
  const byTakenBack = Math.min(gone.chargedBack, uncovered.takenBack)
  const byChargedBack = Math.min(gone.takenBack, uncovered.chargedBack)
  const change = {
    takenBackCovered: byTakenBack - gone.takenBack,
    chargedBackCovered: byChargedBack - gone.chargedBack,
  }
  await Payment.updateOne({ _id }, { $inc: change }, { session: tx })
  await limitApart(tx, _id)
  const due = gone.takenBack + gone.chargedBack - byTakenBack - byChargedBack
  const amount = asPiastres(Math.min(due, Math.max(0, leftOf(payment))))
  await openRefund(tx, { payment, amount, from: 'platform:chargebacks', reason, at })
}
