import type { ClientSession } from 'mongoose'
import { Journal } from '#lib/model/journal.model.ts'
import { Payment, type PaymentRecord, type StandingChargeback } from '#lib/model/payment.model.ts'
import { ProcessedWebhook } from '#lib/model/processed-webhook.model.ts'
import { journalAmount } from '#lib/money/journal-amount.ts'

/** The chargebacks of a payment that stand, from its gateway's messages and the journals. None is known to be final. */
export async function standingChargebacksOf(
  tx: ClientSession,
  { _id }: Pick<PaymentRecord, '_id'>,
): Promise<readonly StandingChargeback[]> {
  const told = await ProcessedWebhook.find({ payment: _id, 'content.kind': 'chargedBack' }).session(tx).lean()
  const ids = new Set(
    told.flatMap(({ content }) => ('chargebackId' in content ? [content.chargebackId] : [])),
  )
  const standing: StandingChargeback[] = []
  for (const id of ids) {
    const key = `chargeback:${id}`
    const posted = await Journal.findOne({ key }).session(tx).lean()
    const isReversed = await Journal.exists({ reverses: key }).session(tx)
    if (posted && !isReversed) standing.push({ id, amount: journalAmount(posted), at: posted.at })
  }
  return standing
}

/**
 * The payment with its list of chargebacks. One that was charged back before payments had that list gets it, in the
 * caller's transaction: until all have it (the migration 0003), none is taken for a payment without chargebacks.
 */
export async function withChargebacks(tx: ClientSession, payment: PaymentRecord): Promise<PaymentRecord> {
  if (payment.status !== 'ChargedBack' || payment.chargebacks) return payment
  const chargebacks = [...(await standingChargebacksOf(tx, payment))]
  await Payment.updateOne({ _id: payment._id }, { $set: { chargebacks } }, { session: tx })
  return { ...payment, chargebacks }
}
