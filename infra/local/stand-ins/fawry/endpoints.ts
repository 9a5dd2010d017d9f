import { randomUUID } from 'node:crypto'
import type { FawryOrder, NewOrder, Orders } from '#infra/local/stand-ins/fawry/orders.ts'
import { tell } from '#infra/local/stand-ins/fawry/orders.ts'
import {
  cancelSignature,
  chargeAnswerSignature,
  chargeSignature,
  initSignature,
  itemsOf,
  refundSignature,
  statusSignature,
} from '#infra/local/stand-ins/fawry/recipes.ts'
import type { StandInAnswer, StandInRequest } from '#infra/local/stand-ins/stand-in.ts'

/** How this Fawry behaves where the real one is not known, or not kind. */
export interface Manners {
  /** What a charge with a reference that was used before is answered. */
  repeatedCharge: 'refused' | 'same'
  /** What a refund is answered that would give back more than is left. */
  repeatedRefund: 'refused' | 'accepted'
  refundsRefused: boolean
  /** Whether init answers its address as plain text, as JSON, or something that is none. */
  initAnswer: 'text' | 'json' | 'nonsense'
  /** The payer's fee on top of each order, in piastres. */
  fees: number
}

export interface Desk {
  readonly code: string
  readonly key: string
  readonly orders: Orders
  /** Hosted pages that were opened and not paid on, by their token. */
  readonly pages: Map<string, NewOrder>
  readonly manners: Manners
  readonly now: () => number
  readonly url: () => string
  readonly changed: (order: FawryOrder) => void
}

type Body = Readonly<Record<string, unknown>>
type Handler = (desk: Desk, request: StandInRequest) => StandInAnswer

const OK = 200
const WRONG_MERCHANT = 9901
const NOT_FOUND = 9938
const NO_REFERENCE = 9944
const BAD_SIGNATURE = 9946
const REFUSED = 9999 // the real codes of these refusals are not published

/** Fawry says no inside of an HTTP 200. */
export const no = (statusCode: number, statusDescription: string): StandInAnswer => ({
  status: 200,
  json: { type: 'ResponseDataModel', statusCode, statusDescription },
})

const bodyOf = ({ body }: StandInRequest): Body => JSON.parse(body.toString('utf8')) as Body
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const piastres = (egp: unknown): number => Math.round(Number(egp) * 100)

const init: Handler = ({ code, key, orders, pages, manners, url }, request) => {
  const body = bodyOf(request)
  if (body.merchantCode !== code) return no(WRONG_MERCHANT, 'Merchant code is not valid')
  if (body.signature !== initSignature(body, key)) return no(BAD_SIGNATURE, 'Signature is not valid')
  const reference = text(body.merchantRefNum)
  if (!reference || !text(body.paymentExpiry)) return no(NO_REFERENCE, 'Reference or expiry is blank')
  if (orders.of(reference)) return no(REFUSED, 'The order was opened already')
  const token = randomUUID()
  const amount = itemsOf(body).reduce((sum, { price, quantity }) => sum + piastres(price) * quantity, 0)
  pages.set(token, {
    reference,
    amount,
    method: 'CARD',
    fees: manners.fees,
    expiresAt: Number(body.paymentExpiry),
    returnUrl: text(body.returnUrl),
  })
  const address = `${url()}/hosted/${token}`
  if (manners.initAnswer === 'json') return { status: 200, json: { statusCode: OK, url: address } }
  return { status: 200, bytes: Buffer.from(manners.initAnswer === 'text' ? address : 'Please try again') }
}

const charge =
  (method: 'PAYATFAWRY' | 'MWALLET'): Handler =>
  (desk, request) => {
    const { code, key, orders, manners } = desk
    const body = bodyOf(request)
    if (body.merchantCode !== code) return no(WRONG_MERCHANT, 'Merchant code is not valid')
    if (body.signature !== chargeSignature(body, key)) return no(BAD_SIGNATURE, 'Signature is not valid')
    const reference = text(body.merchantRefNum)
    if (!reference) return no(NO_REFERENCE, 'Reference is blank')
    if (body.paymentMethod !== method || body.currencyCode !== 'EGP') return no(REFUSED, 'Wrong method')
    const known = orders.of(reference)
    if (known && manners.repeatedCharge === 'refused') return no(REFUSED, 'The reference was used before')
    const order =
      known ??
      orders.open({
        reference,
        amount: piastres(body.amount),
        method: method === 'MWALLET' ? 'Mobile Wallet' : method,
        fees: manners.fees,
        expiresAt: Number(body.paymentExpiry),
      })
    if (!known) desk.changed(order)
    return { status: 200, json: chargeAnswer(order, body, key) }
  }

function chargeAnswer(order: FawryOrder, body: Body, key: string) {
  const { fawryRefNumber: referenceNumber, messageSignature: _, ...told } = tell(order, key, 'NEW')
  const { customerEmail: customerMail, customerMobile } = body
  const answer = { ...told, referenceNumber, customerMail, customerMobile }
  const signature = chargeAnswerSignature(answer, key)
  return { type: 'ChargeResponse', ...answer, signature, statusCode: OK, statusDescription: 'Success' }
}

const status: Handler = (desk, { url }) => {
  const { code, key, orders, now } = desk
  const query = url.searchParams
  if (query.get('merchantCode') !== code) return no(WRONG_MERCHANT, 'Merchant code is not valid')
  if (query.get('signature') !== statusSignature(query, key))
    return no(BAD_SIGNATURE, 'Signature is not valid')
  const order = orders.of(query.get('merchantRefNumber') ?? '')
  if (!order) return no(NOT_FOUND, 'Payment is not found')
  if (order.status === 'NEW' && now() > order.expiresAt) order.status = 'EXPIRED'
  return { status: 200, json: tell(order, key) }
}

const refund: Handler = (desk, request) => {
  const { code, key, orders, manners } = desk
  const body = bodyOf(request)
  if (body.merchantCode !== code) return no(WRONG_MERCHANT, 'Merchant code is not valid')
  if (body.signature !== refundSignature(body, key)) return no(BAD_SIGNATURE, 'Signature is not valid')
  const order = orders.ofFawry(text(body.referenceNumber))
  if (!order) return no(NOT_FOUND, 'Payment is not found')
  if (manners.refundsRefused) return no(REFUSED, 'This payment cannot be refunded')
  const isPaid = ['PAID', 'PARTIAL_REFUNDED', 'REFUNDED'].includes(order.status)
  const amount = piastres(body.refundAmount)
  const isLeft = order.refunded + amount <= order.amount
  if (!isPaid || amount <= 0) return no(REFUSED, 'Nothing was paid')
  if (!isLeft && manners.repeatedRefund === 'refused') return no(REFUSED, 'More than is left')
  order.refunded += amount
  order.status = order.refunded >= order.amount ? 'REFUNDED' : 'PARTIAL_REFUNDED'
  desk.changed(order)
  return no(OK, 'Operation done successfully')
}

const cancel: Handler = (desk, request) => {
  const { code, key, orders } = desk
  const body = bodyOf(request)
  const say = (said: number, description: string) => ({
    status: 200,
    json: { code: String(said), description, reason: null },
  })
  if (body.merchantAccount !== code) return say(WRONG_MERCHANT, 'Merchant code is not valid')
  if (body.signature !== cancelSignature(body, key)) return say(BAD_SIGNATURE, 'Signature is not valid')
  const order = orders.ofFawry(text(body.orderRefNo))
  if (!order) return say(NOT_FOUND, 'Order is not found')
  if (order.status !== 'NEW') return say(REFUSED, 'Order is not unpaid')
  order.status = 'CANCELED'
  desk.changed(order)
  return say(OK, 'Operation done successfully')
}

/** The calls of ours that it takes, by method and path. */
export const ENDPOINTS: Readonly<Record<string, Handler>> = {
  'POST /fawrypay-api/api/payments/init': init,
  'POST /ECommerceWeb/Fawry/payments/charge': charge('PAYATFAWRY'),
  'POST /ECommerceWeb/api/payments/charge': charge('MWALLET'),
  'GET /ECommerceWeb/Fawry/payments/status/v2': status,
  'POST /ECommerceWeb/Fawry/payments/refund': refund,
  'POST /ECommerceWeb/api/orders/cancel-unpaid-order': cancel,
}
