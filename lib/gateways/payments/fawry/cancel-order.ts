import { callFawry, merchantAccount } from '#lib/gateways/payments/fawry/call-fawry.ts'
import { stateAtFawry } from '#lib/gateways/payments/fawry/order-at-fawry.ts'
import { signCancel } from '#lib/gateways/payments/fawry/signatures.ts'
import { GatewayRefusedError, type GatewayState, type PaymentKey } from '#lib/gateways/payments/payments.ts'

const CANCEL = '/ECommerceWeb/api/orders/cancel-unpaid-order'
const LANGUAGE = 'ar-eg' // of the SMS that Fawry sends the payer

/**
 * Cancels an unpaid order and returns its state afterwards.
 *
 * 1. If we do not have Fawry's reference, look it up. If Fawry does not know the order, or the order is final, there is
 *    nothing to cancel. (A hosted page that nobody opened stays open until it expires. A payment there is a late one.)
 * 2. Cancel at Fawry, then look up the state: the order may have been paid at that moment.
 */
export async function cancelOrder(payment: PaymentKey): Promise<GatewayState> {
  const before = payment.gatewayPaymentId === null ? await stateAtFawry(payment) : null
  if (before && before.state !== 'pending') return before
  const fawryReference = payment.gatewayPaymentId ?? before?.gatewayPaymentId ?? ''
  const { merchant } = await merchantAccount()
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
      if (error instanceof GatewayRefusedError) return error
      throw error
    },
  )
  const now = await stateAtFawry(payment)
  if (refusal && now.state === 'pending') throw refusal
  return now
}
