import { toEgp } from '#lib/gateways/payments/fawry/amounts.ts'
import { callFawry, merchantAccount } from '#lib/gateways/payments/fawry/call-fawry.ts'
import { wireAmount } from '#lib/gateways/payments/fawry/open-order.ts'
import { stateAtFawry } from '#lib/gateways/payments/fawry/order-at-fawry.ts'
import { signRefund } from '#lib/gateways/payments/fawry/signatures.ts'
import {
  GatewayRefusedError,
  type GatewayState,
  type RefundAnswer,
  type RefundOrder,
} from '#lib/gateways/payments/payments.ts'
import type { Piastres } from '#lib/platform/piastres.ts'

const REFUND = '/ECommerceWeb/Fawry/payments/refund'

/** Errors in our settings. Fawry decided nothing about the money, so the refund is tried again once they are fixed. */
const SETTINGS_ERRORS = new Set(['9901', '9944', '9946', 'http-401', 'http-403', 'http-404', 'http-429'])

/**
 * Refunds a payment.
 *
 * 1. Fawry has no idempotency key for refunds, so the order's state is looked up first. A refund that the order
 *    already shows is not sent again.
 * 2. Send the refund, with our id as its reason. A success is final: the money is taken from our account there.
 * 3. A refusal is `refused`: cash that was paid at an outlet often cannot be refunded this way.
 */
export async function refundOrder(order: RefundOrder): Promise<RefundAnswer> {
  const state = await stateAtFawry(order.payment)
  const total = totalShownBy(state)
  const shown = order.isFirst && total !== undefined ? 'open' : refundShownBy(state, order)
  if (shown !== 'open') return { outcome: shown }
  // what is more than we know of was refunded elsewhere, and is settled first
  if (total !== undefined && total > order.refundedBefore) return { outcome: 'unknown', unmade: { total } }
  const { merchant, amounts } = await merchantAccount()
  const fawryReference = 'gatewayPaymentId' in state ? state.gatewayPaymentId : ''
  const refund = { fawryReference, amount: order.amount, reason: order.refundId }
  try {
    await callFawry({
      path: REFUND,
      body: {
        merchantCode: merchant.code,
        referenceNumber: fawryReference,
        refundAmount: wireAmount(toEgp(order.amount), amounts),
        reason: refund.reason,
        signature: signRefund(merchant, refund),
      },
    })
    return { outcome: 'confirmed' }
  } catch (error) {
    if (error instanceof GatewayRefusedError && !SETTINGS_ERRORS.has(error.reason))
      return { outcome: 'refused' }
    throw error
  }
}

/** The state of a refund whose response was lost. If the order does not show it, it is `unknown`: Fawry may be slow. */
export async function stateOfRefundAtFawry(order: RefundOrder): Promise<RefundAnswer> {
  const state = await stateAtFawry(order.payment)
  const shown = refundShownBy(state, order)
  if (shown !== 'open') return { outcome: shown }
  const total = totalShownBy(state)
  return { outcome: 'unknown', ...(total !== undefined && { unmade: { total } }) }
}

/** How much of the order was refunded, if Fawry says so. It does not promise the field, and does not sign it. */
const totalShownBy = (state: GatewayState): Piastres | undefined =>
  state.state === 'partlyRefunded' ? state.refunded : undefined

/**
 * What the order's state shows about a refund. Fawry signs whether an order was refunded in full or in part, but never
 * the amount. So a second partial refund cannot be told from the first, unless it completes the full amount, or the
 * answer says how much was refunded.
 */
function refundShownBy(
  atFawry: GatewayState,
  { amount, refundedBefore, payment, isPartUnknown = false }: RefundOrder,
): 'open' | 'confirmed' | 'refused' | 'unknown' {
  const completesRefund = !isPartUnknown && amount + refundedBefore === payment.amount
  const { state } = atFawry
  const total = totalShownBy(atFawry)
  if (state === 'paid') return 'open'
  if (state === 'refunded') return completesRefund ? 'confirmed' : 'unknown'
  if (state !== 'partlyRefunded') return 'refused' // nothing was paid there
  if (total !== undefined) return total >= refundedBefore + amount ? 'confirmed' : 'open'
  if (refundedBefore > 0 || isPartUnknown) return 'open'
  return completesRefund ? 'unknown' : 'confirmed'
}
