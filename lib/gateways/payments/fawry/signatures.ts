import { createHash, timingSafeEqual } from 'node:crypto'
import { toEgp } from '#lib/gateways/payments/fawry/amounts.ts'
import type { Piastres } from '#lib/money/piastres.ts'

/**
 * Fawry's signatures: SHA-256 over the values put together without separators, the secure key last, as
 * small hex. Amounts have two decimals, what is absent is an empty string.
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

const seal = (...values: readonly string[]): string =>
  createHash('sha256').update(values.join(''), 'utf8').digest('hex')

/** The hosted page. Items are put together in the order of their ids. */
export const signInit = (
  { code, key }: Merchant,
  asked: {
    readonly reference: string
    readonly profile?: string
    readonly returnUrl: string
    readonly items: readonly SignedItem[]
  },
): string => {
  const items = asked.items
    .toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1))
    .map(({ itemId, quantity, price }) => `${itemId}${quantity}${toEgp(price)}`)
  return seal(code, asked.reference, asked.profile ?? '', asked.returnUrl, ...items, key)
}

/** A charge by reference number (PAYATFAWRY) signs nothing more; one of a mobile wallet (MWALLET) its number too. */
export const signCharge = (
  { code, key }: Merchant,
  asked: {
    readonly reference: string
    readonly profile?: string
    readonly method: string
    readonly amount: Piastres
    readonly more?: readonly string[]
  },
): string => {
  const { reference, profile = '', method, amount, more = [] } = asked
  return seal(code, reference, profile, method, toEgp(amount), ...more, key)
}

/** The answer to a charge, as Fawry signs it. */
export const signAnswer = (
  key: string,
  answer: Omit<SignedOrder, 'paymentReference'> & {
    readonly fees: Piastres | null
    readonly shipping: Piastres | null
    readonly authNumber: string
    readonly email: string
    readonly phone: string
  },
): string =>
  seal(
    answer.fawryReference,
    answer.reference,
    toEgp(answer.paid),
    toEgp(answer.asked),
    answer.status,
    answer.method,
    answer.fees === null ? '' : toEgp(answer.fees),
    answer.shipping === null ? '' : toEgp(answer.shipping),
    answer.authNumber,
    answer.email,
    answer.phone,
    key,
  )

export const signStatus = ({ code, key }: Merchant, reference: string): string => seal(code, reference, key)

export const signRefund = (
  { code, key }: Merchant,
  asked: { readonly fawryReference: string; readonly amount: Piastres; readonly reason?: string },
): string => seal(code, asked.fawryReference, toEgp(asked.amount), asked.reason ?? '', key)

export type FawryLanguage = 'ar-eg' | 'en-gb'

/** To cancel, Fawry's own reference stands in front of the merchant's code. */
export const signCancel = (
  { code, key }: Merchant,
  fawryReference: string,
  language: FawryLanguage,
): string => seal(fawryReference, code, language, key)

/** What Fawry signs of an order that it tells about, in a webhook or an answer to a question. */
export interface SignedOrder {
  readonly fawryReference: string
  readonly reference: string
  readonly paid: Piastres
  readonly asked: Piastres
  readonly status: string
  readonly method: string
  /** `paymentRefrenceNumber` on the wire; empty until it is paid. */
  readonly paymentReference: string
}

export const signOrder = (key: string, order: SignedOrder): string =>
  seal(
    order.fawryReference,
    order.reference,
    toEgp(order.paid),
    toEgp(order.asked),
    order.status,
    order.method,
    order.paymentReference,
    key,
  )

/** Whether `given` is this signature, compared in constant time. */
export function isSignature(given: unknown, expected: string): boolean {
  if (typeof given !== 'string' || !/^[0-9a-f]{64}$/i.test(given)) return false
  return timingSafeEqual(Buffer.from(given, 'hex'), Buffer.from(expected, 'hex'))
}

/**
 * One name for what an order says. The values are kept apart here, because the signature joins them: moved
 * borders would otherwise give another message the name of a true one. Method and payment reference, which
 * say nothing that matters, stay joined for the same reason.
 */
export const nameOfOrder = (order: SignedOrder): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        order.fawryReference,
        order.reference,
        order.paid,
        order.asked,
        order.status,
        order.method + order.paymentReference,
      ]),
    )
    .digest('hex')
