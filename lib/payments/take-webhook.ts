import type { ClientSession } from 'mongoose'
import { gatewayOf } from '#lib/gateways/payments/gateway-of.ts'
import type { GatewayEvent } from '#lib/gateways/payments/payments.ts'
import { GatewayEventKept } from '#lib/payments/gateway-event.model.ts'
import { Payment, type PaymentRecord } from '#lib/payments/payment.model.ts'
import { onPayment, takeWord } from '#lib/payments/take-word.ts'
import { realTime } from '#lib/platform/clock.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { takeStripeAccount } from '#lib/wallet/take-stripe-account.ts'

type Headers = Readonly<Record<string, string | undefined>>

/**
 * A gateway tells us something.
 * 1. the signature over the raw bytes first (BAD_SIGNATURE changes nothing); Stripe's header tells the two apart
 * 2. the message is stored once, in the one transaction of its effect: what was seen before is answered and done
 * 3. what it says happens, forward only, after the deadlines of its job that have passed
 * 4. one that is about nothing we know is kept and answered: the gateway need not send it again
 */
export async function takeWebhook(raw: Buffer, headers: Headers): Promise<string> {
  const gateway = await gatewayOf(headers['stripe-signature'] === undefined ? 'Fawry' : 'Stripe')
  const event = await gateway.readEvent(raw, headers)
  const seen = { gateway: event.gateway, key: event.key }
  if (await GatewayEventKept.exists(seen)) return ''
  await once(event).catch((error: unknown) => {
    if (!isDuplicate(error, 'key')) throw error // its other delivery was faster
  })
  return ''
}

async function once(event: GatewayEvent): Promise<void> {
  const { happened, gatewayPaymentId } = event
  const payment = await paymentOf(event)
  if (payment) {
    return onPayment(payment, async (session, fresh) => {
      await keep(session, event, fresh)
      await takeWord(session, fresh, { happened, gatewayPaymentId })
    })
  }
  if (happened.kind !== 'other' && happened.kind !== 'payoutAccount') {
    log.warn('a gateway speaks of a payment that we do not know', { code: happened.kind })
  }
  await inTransaction(async (session) => {
    await keep(session, event, null)
    if (happened.kind === 'payoutAccount') await takeStripeAccount(session, happened)
  })
}

/** By our own reference, which is signed; else by the gateway's name for it. */
async function paymentOf({
  gateway,
  reference,
  gatewayPaymentId,
}: GatewayEvent): Promise<PaymentRecord | null> {
  if (reference) return Payment.findOne({ gateway, reference }).lean()
  return gatewayPaymentId ? Payment.findOne({ gateway, gatewayPaymentId }).lean() : null
}

async function keep(
  session: ClientSession,
  event: GatewayEvent,
  payment: PaymentRecord | null,
): Promise<void> {
  const { gateway, key, happened } = event
  const about = payment ? { payment: payment._id } : {}
  await GatewayEventKept.create([{ gateway, key, happened, ...about, at: realTime() }], { session })
}
