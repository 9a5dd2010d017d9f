import { createHash, timingSafeEqual } from 'node:crypto'
import { toEgp } from '#lib/gateways/payments/fawry/amounts.ts'
import type { Piastres } from '#lib/platform/piastres.ts'

/**
 * Our account, with which Fawry's signatures are made: SHA-256 over the concatenated values without separators, the
 * secure key last, as lower-case hex. Amounts have two decimals; an absent value is an empty string.
 */
export interface Merchant {
  readonly code: string
  readonly key: string
}

export interface SignedItem {
  readonly itemId: string
  readonly quantity: number
  readonly price: Piastres
}

const sha256 = (...values: readonly string[]): string =>
  createHash('sha256').update(values.join(''), 'utf8').digest('hex')

/** Signs a request for the hosted page. Items are concatenated in the order of their ids. */
export const signInit = (
  { code, key }: Merchant,
  request: {
    readonly reference: string
    readonly profile?: string
    readonly returnUrl: string
    readonly items: readonly SignedItem[]
  },
): string => {
  const items = request.items
    .toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1))
    .map(({ itemId, quantity, price }) => `${itemId}${quantity}${toEgp(price)}`)
  return sha256(code, request.reference, request.profile ?? '', request.returnUrl, ...items, key)
}

/** Signs a charge. `more`: nothing for a reference number (PAYATFAWRY), the wallet's number for MWALLET. */
export const signCharge = (
  { code, key }: Merchant,
  charge: {
    readonly reference: string
    readonly profile?: string
    readonly method: string
    readonly amount: Piastres
    readonly more?: readonly string[]
  },
): string => {
  const { reference, profile = '', method, amount, more = [] } = charge
  return sha256(code, reference, profile, method, toEgp(amount), ...more, key)
}

/** The signature of Fawry's answer to a charge. */
export const signChargeAnswer = (
  key: string,
  answer: Omit<SignedOrder, 'paymentReference'> & {
    readonly fees: Piastres | null
    readonly shipping: Piastres | null
    readonly authNumber: string
    readonly email: string
    readonly phone: string
  },
): string =>
  sha256(
    answer.fawryReference,
    answer.reference,
    toEgp(answer.paidAmount),
    toEgp(answer.orderAmount),
    answer.status,
    answer.method,
    answer.fees === null ? '' : toEgp(answer.fees),
    answer.shipping === null ? '' : toEgp(answer.shipping),
    answer.authNumber,
    answer.email,
    answer.phone,
    key,
  )

export const signStatus = ({ code, key }: Merchant, reference: string): string => sha256(code, reference, key)

export const signRefund = (
  { code, key }: Merchant,
  refund: { readonly fawryReference: string; readonly amount: Piastres; readonly reason?: string },
): string => sha256(code, refund.fawryReference, toEgp(refund.amount), refund.reason ?? '', key)

export type FawryLanguage = 'ar-eg' | 'en-gb'

/** Signs a cancellation. Here Fawry's own reference comes before the merchant's code. */
export const signCancel = (
  { code, key }: Merchant,
  fawryReference: string,
  language: FawryLanguage,
): string => sha256(fawryReference, code, language, key)

/** The fields of an order that Fawry signs, in a webhook or in the response to a status query. */
export interface SignedOrder {
  readonly fawryReference: string
  readonly reference: string
  readonly paidAmount: Piastres
  readonly orderAmount: Piastres
  readonly status: string
  readonly method: string
  /** `paymentRefrenceNumber` on the wire; empty until the order is paid. */
  readonly paymentReference: string
}

export const signOrder = (key: string, order: SignedOrder): string =>
  sha256(
    order.fawryReference,
    order.reference,
    toEgp(order.paidAmount),
    toEgp(order.orderAmount),
    order.status,
    order.method,
    order.paymentReference,
    key,
  )

/** Whether `given` is the expected signature, compared in constant time. */
export function isSignature(given: unknown, expected: string): boolean {
  if (typeof given !== 'string' || !/^[0-9a-f]{64}$/i.test(given)) return false
  return timingSafeEqual(Buffer.from(given, 'hex'), Buffer.from(expected, 'hex'))
}

/**
 * A key that identifies what an order message says. The signature concatenates its values, so a forger can move
 * characters from one value to the next without changing it. The values are therefore hashed separately, so that such
 * a message does not get the key of the true one. Method and payment reference carry nothing that we use. They are
 * hashed joined, so that moving characters between these two does not make a new key.
 */
export const orderFingerprint = (order: SignedOrder): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        order.fawryReference,
        order.reference,
        order.paidAmount,
        order.orderAmount,
        order.status,
        order.method + order.paymentReference,
      ]),
    )
    .digest('hex')
