import * as z from 'zod'
import { fromEgp } from '#lib/gateways/payments/fawry/amounts.ts'
import { isSignature, type SignedOrder, signOrder } from '#lib/gateways/payments/fawry/signatures.ts'
import { min, type Piastres } from '#lib/platform/piastres.ts'

const text = z.union([z.string(), z.number()]).transform(String)
const amount = z.unknown().transform((value, ctx) => {
  const piastres = fromEgp(value)
  if (piastres !== null) return piastres
  ctx.addIssue({ code: 'custom', message: 'is not an amount' })
  return z.NEVER
})

/** An order in Fawry's messages. Fields that are not signed are not read. */
const wire = z
  .object({
    fawryRefNumber: text.nullish(),
    merchantRefNumber: text.refine((reference) => reference !== ''),
    paymentAmount: amount,
    orderAmount: amount,
    orderStatus: z.string().optional(),
    paymentStatus: z.string().optional(),
    paymentMethod: z.string().nullish(),
    // Fawry's own spelling; some answers have the correct one
    paymentRefrenceNumber: text.nullish(),
    paymentReferenceNumber: text.nullish(),
    messageSignature: z.string(),
  })
  .transform(({ messageSignature, ...fields }) => ({
    signature: messageSignature,
    order: {
      fawryReference: fields.fawryRefNumber ?? '',
      reference: fields.merchantRefNumber,
      paidAmount: fields.paymentAmount,
      orderAmount: fields.orderAmount,
      status: fields.orderStatus ?? fields.paymentStatus ?? '',
      method: fields.paymentMethod ?? '',
      paymentReference: fields.paymentRefrenceNumber ?? fields.paymentReferenceNumber ?? '',
    } satisfies SignedOrder,
  }))

/** The order in a message; null unless the message is complete and signed with one of our keys. */
export function readOrder(message: unknown, keys: readonly string[]): SignedOrder | null {
  const result = wire.safeParse(message)
  if (!result.success) return null
  const { order, signature } = result.data
  return keys.some((key) => isSignature(signature, signOrder(key, order))) ? order : null
}

/** Fawry's names of the states of an order, misspelt ones included. */
const STATES = {
  NEW: 'pending',
  UNPAID: 'pending',
  PAID: 'paid',
  DELIVERED: 'paid',
  EXPIRED: 'expired',
  CANCELED: 'cancelled',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
  FAILD: 'failed',
  REFUNDED: 'refunded',
  PARTIAL_REFUNDED: 'partlyRefunded',
} as const

export type OrderState = (typeof STATES)[keyof typeof STATES]

/** The state of an order; null if we do not know Fawry's status. */
export const stateOfOrder = ({ status }: SignedOrder): OrderState | null =>
  Object.hasOwn(STATES, status) ? STATES[status as keyof typeof STATES] : null

/**
 * The amount that we received. It does not include Fawry's fees, which the payer pays on top. It may be less than the
 * order's amount.
 */
export const receivedAmount = ({ paidAmount, orderAmount }: SignedOrder): Piastres =>
  min(paidAmount, orderAmount)
