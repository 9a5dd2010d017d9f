import { toEgp } from '#lib/gateways/payments/fawry/amounts.ts'
import { callFawry, merchantAccount } from '#lib/gateways/payments/fawry/call-fawry.ts'
import { wireAmount } from '#lib/gateways/payments/fawry/open-order.ts'
import { stateAtFawry } from '#lib/gateways/payments/fawry/order-at-fawry.ts'
import { signRefund } from '#lib/gateways/payments/fawry/signatures.ts'
import {
  GatewayRefusedError,
  type GatewayState,
  mayLeave,
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
 * 2. One that was never sent is not what the order shows. If it shows a part that we do not know of, nothing is sent: the
 *    part is settled first, by its amount, or by staff where Fawry names none.
 * 3. Send the refund, with our id as its reason. A success is final: the money is taken from our account there.
 * 4. A refusal is `refused`: cash that was paid at an outlet often cannot be refunded this way.
 */
export async function refundOrder(order: RefundOrder): Promise<RefundAnswer> {
  const state = await stateAtFawry(order.payment)
  const total = totalShownBy(state, order)
  const shown = refundShownBy(state, order)
  if (shown === 'unexplained') return { outcome: 'unknown', isUnexplained: true }
  if (shown !== 'open') return { outcome: shown }
  // what is more than we know of was refunded elsewhere, and is settled first
  if (total !== undefined && total > order.refundedBefore) return { outcome: 'unknown', unmade: { total } }
  if (!(await mayLeave(order))) return { outcome: 'unknown' }
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
  if (shown === 'unexplained') return { outcome: 'unknown', isUnexplained: true }
  if (shown !== 'open') return { outcome: shown }
  const total = totalShownBy(state, order)
  return { outcome: 'unknown', ...(total !== undefined && { unmade: { total } }) }
}

/**
 * How much of the order was refunded, if Fawry says so: all of it, or the sum of its parts. That sum it does not promise,
 * and does not sign. One that is less than what we know of says nothing about the rest.
 */
function totalShownBy(state: GatewayState, { refundedBefore }: RefundOrder): Piastres | undefined {
  if (state.state === 'refunded') return state.amount
  if (state.state !== 'partlyRefunded' || state.refunded === undefined) return undefined
  return state.refunded < refundedBefore ? undefined : state.refunded
}

/** `open`: the order does not show it. `unexplained`: it shows a part that is not this one, and not how much. */
type Shown = 'open' | 'confirmed' | 'refused' | 'unknown' | 'unexplained'

/** What the order's state shows about a refund. */
function refundShownBy(atFawry: GatewayState, order: RefundOrder): Shown {
  const { state } = atFawry
  if (state === 'paid') return 'open'
  if (state !== 'refunded' && state !== 'partlyRefunded') return 'refused' // nothing was paid there
  if (state === 'refunded' && completesRefund(order)) return 'confirmed' // the payer has all of it, whoever ordered it
  const total = totalShownBy(atFawry, order)
  if (order.isFirst) return total !== undefined || isPartExplained(order) ? 'open' : 'unexplained'
  return state === 'refunded' ? 'unknown' : partShownBy(total, order)
}

/**
 * What a part that was refunded shows about a refund that may have been sent. Fawry signs whether an order was refunded
 * in full or in part, but never the amount. So a second partial refund cannot be told from the first, unless it
 * completes the full amount, or the answer says how much was refunded.
 */
function partShownBy(total: Piastres | undefined, order: RefundOrder): Shown {
  if (total !== undefined) return total >= order.refundedBefore + order.amount ? 'confirmed' : 'open'
  if (isPartExplained(order)) return 'open'
  return completesRefund(order) ? 'unknown' : 'confirmed'
}

const completesRefund = ({ amount, refundedBefore, payment, isPartUnknown = false }: RefundOrder): boolean =>
  !isPartUnknown && amount + refundedBefore === payment.amount

/** Whether we know of a refund that the order shows in part. */
const isPartExplained = ({ refundedBefore, isPartUnknown = false }: RefundOrder): boolean =>
  refundedBefore > 0 || isPartUnknown
