import * as z from 'zod'
import { fromEgp } from '#lib/gateways/payments/fawry/amounts.ts'
import { isSignature, signOrder, type SignedOrder } from '#lib/gateways/payments/fawry/signatures.ts'
import { least, type Piastres } from '#lib/money/piastres.ts'

const text = z.union([z.string(), z.number()]).transform(String)
const amount = z.unknown().transform((value, ctx) => {
  const read = fromEgp(value)
  if (read !== null) return read
  ctx.addIssue({ code: 'custom', message: 'is no amount' })
  return z.NEVER
})

/** An order as Fawry tells of it; what is not signed is not read. */
const wire = z
  .object({
    fawryRefNumber: text.nullish(),
    merchantRefNumber: text.refine((reference) => reference !== ''),
    paymentAmount: amount,
    orderAmount: amount,
    orderStatus: z.string().optional(),
    paymentStatus: z.string().optional(),
    paymentMethod: z.string().nullish(),
    // Fawry's own spelling; some answers spell it as one would
    paymentRefrenceNumber: text.nullish(),
    paymentReferenceNumber: text.nullish(),
    messageSignature: z.string(),
  })
  .transform(({ messageSignature, ...told }) => ({
    signature: messageSignature,
    order: {
      fawryReference: told.fawryRefNumber ?? '',
      reference: told.merchantRefNumber,
      paid: told.paymentAmount,
      asked: told.orderAmount,
      status: told.orderStatus ?? told.paymentStatus ?? '',
      method: told.paymentMethod ?? '',
      paymentReference: told.paymentRefrenceNumber ?? told.paymentReferenceNumber ?? '',
    } satisfies SignedOrder,
  }))

/** The order that a message tells of; null unless it is whole and bears our key's signature. */
export function readOrder(message: unknown, key: string): SignedOrder | null {
  const read = wire.safeParse(message)
  if (!read.success) return null
  const { order, signature } = read.data
  return isSignature(signature, signOrder(key, order)) ? order : null
}

/** Fawry's words for how an order stands, misspelt ones included; null for a word that nobody knows. */
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

export const stateOfOrder = ({ status }: SignedOrder): OrderState | null =>
  Object.hasOwn(STATES, status) ? STATES[status as keyof typeof STATES] : null

/** What came in for us: Fawry's fees, which the payer bears, are on top and not ours; less than was asked stays less. */
export const cameIn = ({ paid, asked }: SignedOrder): Piastres => least(paid, asked)
