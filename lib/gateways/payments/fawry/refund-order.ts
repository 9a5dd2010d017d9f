import { toEgp } from '#lib/gateways/payments/fawry/amounts.ts'
import { callFawry, ourAccount } from '#lib/gateways/payments/fawry/call-fawry.ts'
import { written } from '#lib/gateways/payments/fawry/open-order.ts'
import { stateAtFawry } from '#lib/gateways/payments/fawry/order-at-fawry.ts'
import { signRefund } from '#lib/gateways/payments/fawry/signatures.ts'
import {
  GatewayRefusal,
  type GatewayState,
  type RefundAnswer,
  type RefundOrder,
} from '#lib/gateways/payments/payments.ts'

const REFUND = '/ECommerceWeb/Fawry/payments/refund'

/** Faults of our settings: nothing was decided about the money, so it is tried again once they are mended. */
const OUR_FAULT = new Set(['9901', '9944', '9946', 'http-401', 'http-403', 'http-404', 'http-429'])

/**
 * Gives money back.
 *
 * 1. Fawry has no key that makes a refund happen once, so it is first asked how the order stands: what shows
 *    there as given back is not sent again.
 * 2. The refund is sent, with our id as its reason. A yes is final: the money is taken from our account there.
 * 3. A no is `refused`: cash that was paid at an outlet often cannot go back by this way.
 */
export async function refundOrder(order: RefundOrder): Promise<RefundAnswer> {
  const state = await stateAtFawry(order.payment)
  const seen = refundAsSeen(state, order)
  if (seen !== 'open') return { outcome: seen }
  const { merchant, amounts } = await ourAccount()
  const fawryReference = 'gatewayPaymentId' in state ? state.gatewayPaymentId : ''
  const asked = { fawryReference, amount: order.amount, reason: order.refundId }
  try {
    await callFawry({
      path: REFUND,
      body: {
        merchantCode: merchant.code,
        referenceNumber: fawryReference,
        refundAmount: written(toEgp(order.amount), amounts),
        reason: asked.reason,
        signature: signRefund(merchant, asked),
      },
    })
    return { outcome: 'confirmed' }
  } catch (error) {
    if (error instanceof GatewayRefusal && !OUR_FAULT.has(error.reason)) return { outcome: 'refused' }
    throw error
  }
}

/** How a refund stands after its answer was lost. Not to be seen yet is `unknown`: Fawry may be slow to show it. */
export async function stateOfRefundAtFawry(order: RefundOrder): Promise<RefundAnswer> {
  const seen = refundAsSeen(await stateAtFawry(order.payment), order)
  return { outcome: seen === 'open' ? 'unknown' : seen }
}

/**
 * What an order shows of a refund. Fawry signs that it was given back in whole or in part, and never how much: a
 * second part of several cannot be told from the first, unless it was to make it whole.
 */
function refundAsSeen(
  { state }: GatewayState,
  { amount, refundedBefore, payment }: RefundOrder,
): 'open' | 'confirmed' | 'refused' | 'unknown' {
  const makesItWhole = amount + refundedBefore === payment.amount
  if (state === 'paid') return 'open'
  if (state === 'refunded') return makesItWhole ? 'confirmed' : 'unknown'
  if (state !== 'partlyRefunded') return 'refused' // nothing was paid there
  if (refundedBefore > 0) return 'open'
  return makesItWhole ? 'unknown' : 'confirmed'
}
