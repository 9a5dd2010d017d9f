import { batchOf, behind } from '#infra/ops/migrations/batch-of.ts'
import type { Migration } from '#infra/ops/migrations/migration.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { ProcessedWebhook } from '#lib/model/processed-webhook.model.ts'
import { standingChargebacksOf } from '#lib/payments/standing-chargebacks.ts'
import { updatePaymentStatus } from '#lib/payments/update-payment-status.ts'
import { trusted } from '#lib/platform/mongo.ts'

const BATCH_SIZE = 100

/**
 * A payment has a list of the chargebacks of it that stand, and its status follows from that. Of those that were recorded
 * before, it is made from the gateway's messages and the journals. What is in a list already stays as it is there.
 */
export const standingChargebacks: Migration = {
  id: '0003-standing-chargebacks',
  summary: 'Every payment has the chargebacks of it that stand',
  async batch(after, tx) {
    const messages = await ProcessedWebhook.find({
      'content.kind': 'chargedBack',
      payment: trusted({ $exists: true }),
      ...behind(after),
    })
      .sort({ _id: 1 })
      .limit(BATCH_SIZE)
      .session(tx)
      .lean()
    let changed = 0
    for (const { payment: paymentId } of messages) {
      const payment = await Payment.findById(paymentId).session(tx).lean()
      const known = payment?.chargebacks ?? []
      const standing = payment ? await standingChargebacksOf(tx, payment) : []
      const missing = standing.filter(({ id }) => known.every((one) => one.id !== id))
      if (!payment || (missing.length === 0 && payment.chargebacks)) continue
      const chargebacks = [...known, ...missing]
      await Payment.updateOne({ _id: payment._id }, { $set: { chargebacks } }, { session: tx })
      await updatePaymentStatus(tx, payment._id)
      changed += 1
    }
    return batchOf(messages, { size: BATCH_SIZE, changed })
  },
}
