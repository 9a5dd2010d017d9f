import type { ClientSession } from 'mongoose'
import type { Migration } from '#infra/ops/migrations/migration.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Payment, type PaymentRecord, type StandingChargeback } from '#lib/model/payment.model.ts'
import { ProcessedWebhook } from '#lib/model/processed-webhook.model.ts'
import { journalAmount } from '#lib/money/journal-amount.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

const BATCH_SIZE = 100

/**
 * A payment has a list of the chargebacks of it that stand. Of those that were recorded before, it is made from the
 * gateway's messages and the journals; none of them is known to be final.
 */
export const standingChargebacks: Migration = {
  id: '0003-standing-chargebacks',
  summary: 'Every payment that is charged back has the chargebacks that stand',
  async batch(after, tx) {
    const payments = await Payment.find({
      status: 'ChargedBack',
      chargebacks: trusted({ $exists: false }),
      ...(after !== null && { _id: trusted({ $gt: objectId(after as never) }) }), // the id of a payment
    })
      .sort({ _id: 1 })
      .limit(BATCH_SIZE)
      .session(tx)
      .lean()
    for (const payment of payments) {
      const chargebacks = await standingOf(tx, payment)
      await Payment.updateOne({ _id: payment._id }, { $set: { chargebacks } }, { session: tx })
    }
    const last = payments.at(-1)
    return {
      next: last && payments.length === BATCH_SIZE ? last._id.toHexString() : null,
      changed: payments.length,
    }
  },
}

async function standingOf(tx: ClientSession, { _id }: PaymentRecord): Promise<readonly StandingChargeback[]> {
  const told = await ProcessedWebhook.find({ payment: _id, 'content.kind': 'chargedBack' }).session(tx).lean()
  const ids = new Set(told.map(({ content }) => ('chargebackId' in content ? content.chargebackId : '')))
  const standing: StandingChargeback[] = []
  for (const id of ids) {
    const key = `chargeback:${id}`
    const posted = await Journal.findOne({ key }).session(tx).lean()
    const isReversed = await Journal.exists({ reverses: key }).session(tx)
    if (posted && !isReversed) standing.push({ id, amount: journalAmount(posted), at: posted.at })
  }
  return standing
}
