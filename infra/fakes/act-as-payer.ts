import type { GatewayName } from '#lib/model/gateway-names.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { toPaymentView } from '#lib/payments/payment.view.ts'
import type { PaymentId } from '#lib/platform/ids.ts'

export const OUTCOMES = ['paid', 'failed', 'expired'] as const
type Outcome = (typeof OUTCOMES)[number]

/** The setting with the address of each gateway on one machine. */
const ADDRESS_SETTINGS: Readonly<Record<GatewayName, string>> = {
  Stripe: 'STRIPE_API_BASE',
  Fawry: 'FAWRY_BASE_URL',
}

/**
 * Acts as the payer of a payment: the fake of its gateway sends us the signed webhook, and this resolves after its
 * effect. Returns null if there is no such payment. Throws if a real account is set or the fake refuses.
 */
export async function actAsPayer(paymentId: PaymentId, outcome: Outcome) {
  const payment = await Payment.findById(paymentId).lean()
  if (!payment) return null
  const { gateway, gatewayPaymentId, reference, amount, checkout } = payment
  const fake = URL.parse(process.env[ADDRESS_SETTINGS[gateway]] ?? '')
  if (fake?.hostname !== '127.0.0.1') throw new Error(`${gateway} has a real account here: pay there`)
  const name = gateway === 'Stripe' ? gatewayPaymentId : reference
  if (!name) throw new Error(`${gateway} does not know this payment yet`)
  // the fake may not have it: payments of the demo data were never opened there
  const { fawryReference } = checkout ?? {}
  const remembered = { amount, reference, ...(fawryReference && { fawryReference }) }
  const { ok, status } = await fetch(new URL(`/pay/${name}/${outcome}`, fake), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(remembered),
  })
  if (!ok) throw new Error(`The fake of ${gateway} answered ${status}`)
  return toPaymentView(await Payment.findById(paymentId).lean().orFail())
}
