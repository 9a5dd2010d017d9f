import { createHash } from 'node:crypto'

/**
 * Fawry's signatures as its documents define them, over the texts on the wire. They are independent of the code in
 * our gateway, so that a mistake in either of them fails a test.
 */
type Body = Readonly<Record<string, unknown>>

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value))
/** Two decimals: 20.5 and "20.50" both become "20.50". */
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
  const head = textOf(body.merchantCode) + textOf(body.merchantRefNum) + textOf(body.customerProfileId)
  return sha256(head + textOf(body.returnUrl) + list + key)
}

export function chargeSignature(body: Body, key: string): string {
  const head = textOf(body.merchantCode) + textOf(body.merchantRefNum) + textOf(body.customerProfileId)
  return sha256(
    head + textOf(body.paymentMethod) + money(body.amount) + textOf(body.debitMobileWalletNo) + key,
  )
}

export const statusSignature = (query: URLSearchParams, key: string): string =>
  sha256(textOf(query.get('merchantCode')) + textOf(query.get('merchantRefNumber')) + key)

export function refundSignature(body: Body, key: string): string {
  const head = textOf(body.merchantCode) + textOf(body.referenceNumber)
  return sha256(head + money(body.refundAmount) + textOf(body.reason) + key)
}

export const cancelSignature = (body: Body, key: string): string =>
  sha256(textOf(body.orderRefNo) + textOf(body.merchantAccount) + textOf(body.lang) + key)

/** `messageSignature` of webhooks and of answers about an order. */
export function orderSignature(fields: Body, key: string): string {
  const amounts = money(fields.paymentAmount) + money(fields.orderAmount)
  const head = textOf(fields.fawryRefNumber) + textOf(fields.merchantRefNumber) + amounts
  return sha256(
    head +
      textOf(fields.orderStatus) +
      textOf(fields.paymentMethod) +
      textOf(fields.paymentRefrenceNumber) +
      key,
  )
}

/** `signature` of the answer to a charge. */
export function chargeAnswerSignature(fields: Body, key: string): string {
  const amounts = money(fields.paymentAmount) + money(fields.orderAmount)
  const head = textOf(fields.referenceNumber) + textOf(fields.merchantRefNumber) + amounts
  const payer = textOf(fields.authNumber) + textOf(fields.customerMail) + textOf(fields.customerMobile)
  return sha256(
    head + textOf(fields.orderStatus) + textOf(fields.paymentMethod) + money(fields.fawryFees) + payer + key,
  )
}
