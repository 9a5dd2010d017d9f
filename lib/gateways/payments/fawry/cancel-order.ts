import { callFawry, ourAccount } from '#lib/gateways/payments/fawry/call-fawry.ts'
import { stateAtFawry } from '#lib/gateways/payments/fawry/order-at-fawry.ts'
import { signCancel } from '#lib/gateways/payments/fawry/signatures.ts'
import { GatewayRefusal, type GatewayState, type PaymentKey } from '#lib/gateways/payments/payments.ts'

const CANCEL = '/ECommerceWeb/api/orders/cancel-unpaid-order'
const LANGUAGE = 'ar-eg' // of the SMS that Fawry sends the payer

/**
 * Ends an order that was not paid, and answers how it stands then.
 *
 * 1. Without a reference of Fawry's it is asked for one. An order that it does not know, or that is through,
 *    has nothing to cancel. (A hosted page that nobody opened stays open until it expires: money from it is late money.)
 * 2. Fawry is told, and asked what became of it: it may have been paid in that moment.
 */
export async function cancelOrder(payment: PaymentKey): Promise<GatewayState> {
  const before = payment.gatewayPaymentId === null ? await stateAtFawry(payment) : null
  if (before && before.state !== 'pending') return before
  const fawryReference = payment.gatewayPaymentId ?? before?.gatewayPaymentId ?? ''
  const { merchant } = await ourAccount()
  const refusal = await callFawry({
    path: CANCEL,
    body: {
      orderRefNo: fawryReference,
      merchantAccount: merchant.code,
      lang: LANGUAGE,
      signature: signCancel(merchant, fawryReference, LANGUAGE),
    },
  }).then(
    () => null,
    (error: unknown) => {
      if (error instanceof GatewayRefusal) return error
      throw error
    },
  )
  const now = await stateAtFawry(payment)
  if (refusal && now.state === 'pending') throw refusal
  return now
}
