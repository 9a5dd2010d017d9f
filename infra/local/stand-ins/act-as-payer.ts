import type { GatewayName } from '#lib/money/gateways.ts'
import { Payment } from '#lib/payments/payment.model.ts'
import { showPayment } from '#lib/payments/payment.view.ts'
import type { PaymentId } from '#lib/platform/ids.ts'

export const OUTCOMES = ['paid', 'failed', 'expired'] as const
type Outcome = (typeof OUTCOMES)[number]

/** Where the gateways are, on one machine. */
const PLACES: Readonly<Record<GatewayName, string>> = { Stripe: 'STRIPE_API_BASE', Fawry: 'FAWRY_BASE_URL' }

/**
 * The payer of a payment acts: the stand-in of its gateway sends us its signed word, and this answers after its
 * effect. Null where there is no such payment; throws where a real account is set, or the stand-in does not know it.
 */
export async function actAsPayer(paymentId: PaymentId, outcome: Outcome) {
  const payment = await Payment.findById(paymentId).lean()
  if (!payment) return null
  const { gateway, gatewayPaymentId, reference, amount, checkout } = payment
  const standIn = URL.parse(process.env[PLACES[gateway]] ?? '')
  if (standIn?.hostname !== '127.0.0.1') throw new Error(`${gateway} has a real account here: pay there`)
  const name = gateway === 'Stripe' ? gatewayPaymentId : reference
  if (!name) throw new Error(`${gateway} has not heard of this payment`)
  // it may have been begun before the stand-in was started, which remembers nothing
  const { fawryReference } = checkout ?? {}
  const remembered = { amount, reference, ...(fawryReference && { fawryReference }) }
  const { ok, status } = await fetch(new URL(`/pay/${name}/${outcome}`, standIn), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(remembered),
  })
  if (!ok) throw new Error(`The stand-in of ${gateway} answered ${status}`)
  return showPayment(await Payment.findById(paymentId).lean().orFail())
}
