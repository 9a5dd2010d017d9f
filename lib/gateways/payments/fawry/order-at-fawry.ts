import * as z from 'zod'
import { lostResponse, merchantAccount, queryFawry } from '#lib/gateways/payments/fawry/call-fawry.ts'
import { readOrder, receivedAmount, stateOfOrder } from '#lib/gateways/payments/fawry/read-order.ts'
import { type SignedOrder, signStatus } from '#lib/gateways/payments/fawry/signatures.ts'
import { GatewayRefusedError, type GatewayState, type PaymentKey } from '#lib/gateways/payments/payments.ts'

const STATUS = '/ECommerceWeb/Fawry/payments/status/v2'
const UNKNOWN_ORDER = '9938'

/** The order with our reference; null if Fawry has none. Throws a LostResponseError if the signature is not Fawry's. */
export async function fetchOrder(reference: string): Promise<SignedOrder | null> {
  const { merchant } = await merchantAccount()
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
  const order = readOrder(response, merchant.key)
  if (!order || order.reference !== reference) throw lostResponse(STATUS, 'bad-signature')
  return order
}

/** The state of a payment at Fawry. Throws a LostResponseError for a status that we do not know. */
export async function stateAtFawry({
  reference,
  gatewayPaymentId,
}: Pick<PaymentKey, 'reference' | 'gatewayPaymentId'>): Promise<GatewayState> {
  const order = await fetchOrder(reference)
  if (!order) return { state: 'unknown' }
  const id = order.fawryReference || (gatewayPaymentId ?? '')
  const state = stateOfOrder(order)
  if (state === null) throw lostResponse(STATUS, 'unknown-status')
  return state === 'paid' || state === 'refunded' || state === 'partlyRefunded'
    ? { state, gatewayPaymentId: id, amount: receivedAmount(order) }
    : { state, gatewayPaymentId: id }
}
