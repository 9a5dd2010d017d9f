import type { WebhookEvent } from '#lib/gateways/payments/payments.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { ProcessedWebhook } from '#lib/model/processed-webhook.model.ts'
import { applyPaymentUpdate } from '#lib/payments/apply-payment-update.ts'
import { realTime } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'

/** A gateway tells what a bank did with a payment: the message is stored and applied, as a webhook is. */
export const bankSays = (paymentId: string, content: WebhookEvent['content']): Promise<void> =>
  inTransaction(async (tx) => {
    const payment = await Payment.findById(paymentId).session(tx).lean().orFail()
    const message = { gateway: 'Stripe' as const, key: `evt_${newId()}`, at: realTime() }
    await ProcessedWebhook.create([{ ...message, payment: payment._id, content }], { session: tx })
    await applyPaymentUpdate(tx, payment, { content, gatewayPaymentId: null })
  })

/** The payer's bank takes so much of a payment back. Returns the id of the chargeback. */
export async function aChargebackOf(paymentId: string, amount: number): Promise<string> {
  const chargebackId = `dp_${newId()}`
  await bankSays(paymentId, { kind: 'chargedBack', amount: asPiastres(amount), chargebackId })
  return chargebackId
}
