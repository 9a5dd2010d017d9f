import * as z from 'zod'
import { fromEgp } from '#lib/gateways/payments/fawry/amounts.ts'
import { lostResponse, merchantAccount, queryFawry } from '#lib/gateways/payments/fawry/call-fawry.ts'
import { readOrder, receivedAmount, stateOfOrder } from '#lib/gateways/payments/fawry/read-order.ts'
import { type SignedOrder, signStatus } from '#lib/gateways/payments/fawry/signatures.ts'
import { GatewayRefusedError, type GatewayState, type PaymentKey } from '#lib/gateways/payments/payments.ts'
import type { Piastres } from '#lib/platform/piastres.ts'

const STATUS = '/ECommerceWeb/Fawry/payments/status/v2'
const UNKNOWN_ORDER = '9938'

/** An order as Fawry's status call answers it. `refunded`: how much was refunded, if it says so; that is not signed. */
interface OrderAtFawry {
  readonly order: SignedOrder
  readonly refunded: Piastres | null
}

/** The answer comes from Fawry itself, over TLS: what it does not sign may be read here, and nowhere else. */
const unsigned = z.object({ refundedAmount: z.unknown(), refundAmount: z.unknown() }).partial()

/** The order with our reference; null if Fawry has none. Throws a LostResponseError if the signature is not Fawry's. */
export async function fetchOrder(reference: string): Promise<OrderAtFawry | null> {
  const { merchant, keys } = await merchantAccount()
  const query = {
    merchantCode: merchant.code,
    merchantRefNumber: reference,
    signature: signStatus(merchant, reference),
  }
  const response = await queryFawry({ path: STATUS, query }, z.unknown()).catch((error: unknown) => {
    if (error instanceof GatewayRefusedError && error.reason === UNKNOWN_ORDER) return null
    throw error
  })
  if (response === null) return null
  const order = readOrder(response, keys)
  if (!order || order.reference !== reference) throw lostResponse(STATUS, 'bad-signature')
  const { refundedAmount, refundAmount } = unsigned.parse(response)
  return { order, refunded: sumIn(refundedAmount) ?? sumIn(refundAmount) }
}

/** A sum that Fawry names, as a number or as text. Nothing refunded is no sum: an order without refunds may say so too. */
function sumIn(value: unknown): Piastres | null {
  const amount = fromEgp(value)
  return amount === null || amount === 0 ? null : amount
}

/** The state of a payment at Fawry. Throws a LostResponseError for a status that we do not know. */
export async function stateAtFawry({
  reference,
  gatewayPaymentId,
}: Pick<PaymentKey, 'reference' | 'gatewayPaymentId'>): Promise<GatewayState> {
  const found = await fetchOrder(reference)
  if (!found) return { state: 'unknown' }
  const { order, refunded } = found
  const id = order.fawryReference || (gatewayPaymentId ?? '')
  const state = stateOfOrder(order)
  if (state === null) throw lostResponse(STATUS, 'unknown-status')
  return state === 'paid' || state === 'refunded' || state === 'partlyRefunded'
    ? {
        state,
        gatewayPaymentId: id,
        amount: receivedAmount(order),
        ...(refunded !== null && { refunded }),
      }
    : { state, gatewayPaymentId: id }
}
