import { createHash } from 'node:crypto'

/**
 * Fawry's recipes as its documents write them, over the texts on the wire. They are written apart from those
 * of our gateway, so that neither can be wrong without the other noticing.
 */
type Body = Readonly<Record<string, unknown>>

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const word = (value: unknown): string => (value === undefined || value === null ? '' : String(value))
/** 20.5 and "20.50" are both "20.50". */
const money = (value: unknown): string => Number(value).toFixed(2)

interface Item {
  readonly itemId: string
  readonly quantity: number
  readonly price: number | string
}

export const itemsOf = (body: Body): readonly Item[] => (body.chargeItems ?? []) as readonly Item[]

export function initSignature(body: Body, key: string): string {
  const items = [...itemsOf(body)].sort((a, b) => (a.itemId > b.itemId ? 1 : -1))
  const list = items.map((item) => item.itemId + String(item.quantity) + money(item.price)).join('')
  const head = word(body.merchantCode) + word(body.merchantRefNum) + word(body.customerProfileId)
  return sha256(head + word(body.returnUrl) + list + key)
}

export function chargeSignature(body: Body, key: string): string {
  const head = word(body.merchantCode) + word(body.merchantRefNum) + word(body.customerProfileId)
  return sha256(head + word(body.paymentMethod) + money(body.amount) + word(body.debitMobileWalletNo) + key)
}

export const statusSignature = (query: URLSearchParams, key: string): string =>
  sha256(word(query.get('merchantCode')) + word(query.get('merchantRefNumber')) + key)

export function refundSignature(body: Body, key: string): string {
  const head = word(body.merchantCode) + word(body.referenceNumber)
  return sha256(head + money(body.refundAmount) + word(body.reason) + key)
}

export const cancelSignature = (body: Body, key: string): string =>
  sha256(word(body.orderRefNo) + word(body.merchantAccount) + word(body.lang) + key)

/** `messageSignature` of webhooks and of answers about an order. */
export function orderSignature(told: Body, key: string): string {
  const amounts = money(told.paymentAmount) + money(told.orderAmount)
  const head = word(told.fawryRefNumber) + word(told.merchantRefNumber) + amounts
  return sha256(
    head + word(told.orderStatus) + word(told.paymentMethod) + word(told.paymentRefrenceNumber) + key,
  )
}

/** `signature` of the answer to a charge. */
export function chargeAnswerSignature(told: Body, key: string): string {
  const amounts = money(told.paymentAmount) + money(told.orderAmount)
  const head = word(told.referenceNumber) + word(told.merchantRefNumber) + amounts
  const payer = word(told.authNumber) + word(told.customerMail) + word(told.customerMobile)
  return sha256(
    head + word(told.orderStatus) + word(told.paymentMethod) + money(told.fawryFees) + payer + key,
  )
}
