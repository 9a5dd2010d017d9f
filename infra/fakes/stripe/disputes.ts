import {
  type BalanceTransaction,
  newStripeId,
  seconds,
  type StripeRecords,
} from '#infra/fakes/stripe/records.ts'
import type { Deeds, Remembered } from '#infra/fakes/stripe/stripe.ts'
import type { StripeWebhooks } from '#infra/fakes/stripe/webhooks.ts'

type DisputeDeeds = Pick<
  Deeds,
  'chargeBack' | 'reinstateFunds' | 'withdrawAgain' | 'loseDispute' | 'endDispute'
>

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
    balance_transactions: [...(records.chargebacks.get(id)?.movements ?? [])],
  })
  const move = (id: string, isReinstated: boolean): void => {
    const chargeback = records.chargebacks.get(id)
    if (!chargeback) return
    chargeback.isReinstated = isReinstated
    chargeback.movements?.push(movementOf(isReinstated ? chargeback.amount : -chargeback.amount))
    records.keep()
  }
  const reinstateFunds: Deeds['reinstateFunds'] = (intent, id) => {
    move(id, true)
    return webhooks.send('charge.dispute.funds_reinstated', dispute(id, intent, 'won'))
  }
  const withdrawAgain: Deeds['withdrawAgain'] = (intent, id) => {
    move(id, false)
    return webhooks.send('charge.dispute.funds_withdrawn', dispute(id, intent, 'needs_response'))
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
      note(records, id, intent, part ?? records.intents.get(intent)?.amount_received ?? 0)
      await webhooks.send('charge.dispute.funds_withdrawn', dispute(id, intent, 'needs_response'))
      return id
    },
    reinstateFunds,
    withdrawAgain,
    loseDispute,
    endDispute: async (intent, end, remembered) => {
      const chargeback = remembered?.chargeback
      if (!chargeback) throw new Error(`There is no chargeback of ${intent}`)
      if (!records.chargebacks.has(chargeback.id)) note(records, chargeback.id, intent, chargeback.amount)
      await (end === 'won' ? reinstateFunds : loseDispute)(intent, chargeback.id)
    },
  }
}

function note(records: StripeRecords, id: string, intent: string, amount: number): void {
  const of = { id, payment_intent: intent, amount, movements: [movementOf(-amount)] }
  records.chargebacks.set(id, { ...of, isReinstated: false, isLost: false })
  records.keep()
}

const movementOf = (amount: number): BalanceTransaction => ({
  id: newStripeId('txn'),
  object: 'balance_transaction',
  amount,
  created: seconds(),
})
