import { newStripeId, type StripeRecords } from '#infra/fakes/stripe/records.ts'
import type { Deeds, Remembered } from '#infra/fakes/stripe/stripe.ts'
import type { StripeWebhooks } from '#infra/fakes/stripe/webhooks.ts'

type DisputeDeeds = Pick<Deeds, 'chargeBack' | 'reinstateFunds' | 'loseDispute' | 'endDispute'>

/** What the payer's bank does: it takes a payment back, and decides later whether it returns it. */
export function disputeDeedsOf(
  records: StripeRecords,
  webhooks: StripeWebhooks,
  restore: (intent: string, remembered: Remembered) => void,
): DisputeDeeds {
  const dispute = (id: string, intent: string, status: 'needs_response' | 'won' | 'lost') => ({
    id,
    object: 'dispute',
    amount: records.chargebacks.get(id)?.amount ?? 0,
    currency: 'egp',
    payment_intent: intent,
    status,
  })
  const note = (id: string, intent: string, amount: number): void => {
    records.chargebacks.set(id, { id, payment_intent: intent, amount, isReinstated: false, isLost: false })
    records.keep()
  }
  const reinstateFunds: Deeds['reinstateFunds'] = (intent, id) => {
    const chargeback = records.chargebacks.get(id)
    if (chargeback) chargeback.isReinstated = true
    records.keep()
    return webhooks.send('charge.dispute.funds_reinstated', dispute(id, intent, 'won'))
  }
  const loseDispute: Deeds['loseDispute'] = (intent, id) => {
    const chargeback = records.chargebacks.get(id)
    if (chargeback) chargeback.isLost = true
    records.keep()
    return webhooks.send('charge.dispute.closed', dispute(id, intent, 'lost'))
  }
  return {
    chargeBack: async (intent, remembered, part) => {
      if (remembered) restore(intent, remembered)
      const id = newStripeId('dp')
      note(id, intent, part ?? records.intents.get(intent)?.amount_received ?? 0)
      await webhooks.send('charge.dispute.funds_withdrawn', dispute(id, intent, 'needs_response'))
      return id
    },
    reinstateFunds,
    loseDispute,
    endDispute: async (intent, end, remembered) => {
      const chargeback = remembered?.chargeback
      if (!chargeback) throw new Error(`There is no chargeback of ${intent}`)
      if (!records.chargebacks.has(chargeback.id)) note(chargeback.id, intent, chargeback.amount)
      await (end === 'won' ? reinstateFunds : loseDispute)(intent, chargeback.id)
    },
  }
}
