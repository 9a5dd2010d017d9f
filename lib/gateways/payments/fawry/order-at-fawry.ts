import * as z from 'zod'
import { askFawry, lost, ourAccount } from '#lib/gateways/payments/fawry/call-fawry.ts'
import { cameIn, readOrder, stateOfOrder } from '#lib/gateways/payments/fawry/read-order.ts'
import { signStatus, type SignedOrder } from '#lib/gateways/payments/fawry/signatures.ts'
import { GatewayRefusal, type GatewayState, type PaymentKey } from '#lib/gateways/payments/payments.ts'

const STATUS = '/ECommerceWeb/Fawry/payments/status/v2'
const NEVER_HEARD_OF = '9938'

/** The order of a reference of ours; null where Fawry has none. Throws a LostAnswer where its signature is not Fawry's. */
export async function askForOrder(reference: string): Promise<SignedOrder | null> {
  const { merchant } = await ourAccount()
  const query = {
    merchantCode: merchant.code,
    merchantRefNumber: reference,
    signature: signStatus(merchant, reference),
  }
  const told = await askFawry({ path: STATUS, query }, z.unknown()).catch((error: unknown) => {
    if (error instanceof GatewayRefusal && error.reason === NEVER_HEARD_OF) return null
    throw error
  })
  if (told === null) return null
  const order = readOrder(told, merchant.key)
  if (!order || order.reference !== reference) throw lost(STATUS, 'bad-signature')
  return order
}

/** How a payment stands at Fawry. Throws a LostAnswer for a word that we do not know. */
export async function stateAtFawry({
  reference,
  gatewayPaymentId,
}: Pick<PaymentKey, 'reference' | 'gatewayPaymentId'>): Promise<GatewayState> {
  const order = await askForOrder(reference)
  if (!order) return { state: 'unknown' }
  const id = order.fawryReference || (gatewayPaymentId ?? '')
  const state = stateOfOrder(order)
  if (state === null) throw lost(STATUS, 'unknown-status')
  return state === 'paid' || state === 'refunded' || state === 'partlyRefunded'
    ? { state, gatewayPaymentId: id, amount: cameIn(order) }
    : { state, gatewayPaymentId: id }
}
