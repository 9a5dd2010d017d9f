import type { ClientSession } from 'mongoose'
import { gatewayOf } from '#lib/gateways/payments/gateway-of.ts'
import {
  GatewayRefusedError,
  LostResponseError,
  type PaymentGateway,
  type WebhookEvent,
} from '#lib/gateways/payments/payments.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { ProcessedWebhook } from '#lib/model/processed-webhook.model.ts'
import { applyPaymentUpdate, withPayment } from '#lib/payments/apply-payment-update.ts'
import { paymentKeyOf } from '#lib/payments/payment-key.ts'
import { realTime } from '#lib/platform/clock.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { updateStripeAccount } from '#lib/wallet/update-stripe-account.ts'

type Headers = Readonly<Record<string, string | undefined>>

/**
 * Handle a webhook of a gateway.
 * 1. the signature over the raw bytes is verified first (BAD_SIGNATURE changes nothing); the header says which gateway
 *    it is
 * 2. the message is stored once, in the transaction that applies it; a message that was processed before is
 *    acknowledged and changes nothing
 * 3. its update is applied, forward only, after the passed deadlines of the job
 * 4. a message about something that we do not know is stored and acknowledged, so that the gateway does not send it
 *    again
 */
export async function handleWebhook(raw: Buffer, headers: Headers): Promise<string> {
  const gateway = await gatewayOf(headers['stripe-signature'] === undefined ? 'Fawry' : 'Stripe')
  const event = await withTotal(gateway, await gateway.readEvent(raw, headers))
  const identity = { gateway: event.gateway, key: event.key }
  if (await ProcessedWebhook.exists(identity)) return ''
  await processOnce(event).catch((error: unknown) => {
    if (!isDuplicate(error, 'key')) throw error // another delivery of it was faster
  })
  return ''
}

/**
 * Fawry signs that a part was refunded, but not how much. It is asked, before the transaction; where it does not answer
 * or does not say, the amount stays unknown. What it signs of a second part is the same, so the total is in the key.
 */
async function withTotal(gateway: PaymentGateway, event: WebhookEvent): Promise<WebhookEvent> {
  const { content } = event
  if (content.kind !== 'refunded' || content.whole || content.refundId !== null) return event
  const payment = await findPayment(event)
  if (!payment) return event
  const state = await gateway.stateOf(paymentKeyOf(payment)).catch((error: unknown) => {
    if (error instanceof LostResponseError || error instanceof GatewayRefusedError) return null
    throw error
  })
  const total = state && 'refunded' in state ? state.refunded : undefined
  if (total === undefined) return event
  return { ...event, key: `${event.key}:${total}`, content: { ...content, total } }
}

async function processOnce(event: WebhookEvent): Promise<void> {
  const { content, gatewayPaymentId } = event
  const payment = await findPayment(event)
  if (payment) {
    return withPayment(payment, async (tx, fresh) => {
      await saveProcessed(tx, event, fresh)
      await applyPaymentUpdate(tx, fresh, { content, gatewayPaymentId })
    })
  }
  if (content.kind !== 'other' && content.kind !== 'payoutAccount') {
    log.warn('webhook about an unknown payment', { code: content.kind })
  }
  await inTransaction(async (tx) => {
    await saveProcessed(tx, event, null)
    if (content.kind === 'payoutAccount') await updateStripeAccount(tx, content)
  })
}

/** Finds the payment by our own reference, which is signed, or else by the gateway's id. */
async function findPayment({
  gateway,
  reference,
  gatewayPaymentId,
}: WebhookEvent): Promise<PaymentRecord | null> {
  if (reference) return Payment.findOne({ gateway, reference }).lean()
  return gatewayPaymentId ? Payment.findOne({ gateway, gatewayPaymentId }).lean() : null
}

async function saveProcessed(
  tx: ClientSession,
  event: WebhookEvent,
  payment: PaymentRecord | null,
): Promise<void> {
  const { gateway, key, content } = event
  const about = payment ? { payment: payment._id } : {}
  await ProcessedWebhook.create([{ gateway, key, content, ...about, at: realTime() }], {
    session: tx,
  })
}
