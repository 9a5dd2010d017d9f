import { randomUUID } from 'node:crypto'
import type { FakeRequest, FakeResponse } from '#infra/fakes/fake-server.ts'
import type { FawryOrder, NewOrder, Orders } from '#infra/fakes/fawry/orders.ts'
import { paidOf, signedOrderOf } from '#infra/fakes/fawry/orders.ts'
import {
  cancelSignature,
  chargeAnswerSignature,
  chargeSignature,
  initSignature,
  itemsOf,
  refundSignature,
  statusSignature,
} from '#infra/fakes/fawry/signatures.ts'

/** How this fake behaves where Fawry's behaviour is unknown or can differ. */
export interface Behavior {
  /** The answer to a charge whose reference was used before. */
  repeatedCharge: 'refused' | 'same'
  /** The answer to a refund of more than is left. */
  repeatedRefund: 'refused' | 'accepted'
  refundsRefused: boolean
  /** How the answer about an order names what was refunded of it. Fawry does not promise that it does. */
  refundedSum: 'number' | 'text' | 'none'
  /** Whether init answers the address as plain text, as JSON, or answers no address at all. */
  initAnswer: 'text' | 'json' | 'nonsense'
  /** The fee that the payer pays on top of each order, in piastres. */
  fees: number
}

export interface FawryRecords {
  readonly code: string
  readonly key: string
  readonly orders: Orders
  /** Hosted payment pages that were opened, by their token. */
  readonly pages: Map<string, NewOrder>
  readonly behavior: Behavior
  readonly now: () => number
  readonly url: () => string
  readonly changed: (order: FawryOrder) => void
}

/** The records as they are kept between two starts. */
export interface FawryBooks {
  readonly orders: readonly FawryOrder[]
  readonly pages: readonly (readonly [token: string, page: NewOrder])[]
}

type Body = Readonly<Record<string, unknown>>
type Handler = (records: FawryRecords, request: FakeRequest) => FakeResponse

const OK = 200
const WRONG_MERCHANT = 9901
const NOT_FOUND = 9938
const NO_REFERENCE = 9944
const BAD_SIGNATURE = 9946
const REFUSED = 9999 // Fawry does not publish the real codes of these refusals

/** Fawry sends its result code, also that of a refusal, inside an HTTP 200. */
export const fawryResult = (statusCode: number, statusDescription: string): FakeResponse => ({
  status: 200,
  json: { type: 'ResponseDataModel', statusCode, statusDescription },
})

const bodyOf = ({ body }: FakeRequest): Body => JSON.parse(body.toString('utf8')) as Body
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const piastres = (egp: unknown): number => Math.round(Number(egp) * 100)

const init: Handler = ({ code, key, orders, pages, behavior, url }, request) => {
  const body = bodyOf(request)
  if (body.merchantCode !== code) return fawryResult(WRONG_MERCHANT, 'Merchant code is not valid')
  if (body.signature !== initSignature(body, key)) return fawryResult(BAD_SIGNATURE, 'Signature is not valid')
  const reference = text(body.merchantRefNum)
  if (!reference || !text(body.paymentExpiry))
    return fawryResult(NO_REFERENCE, 'Reference or expiry is blank')
  if (orders.of(reference)) return fawryResult(REFUSED, 'The order was opened already')
  const token = randomUUID()
  const amount = itemsOf(body).reduce((sum, { price, quantity }) => sum + piastres(price) * quantity, 0)
  pages.set(token, {
    reference,
    amount,
    method: 'CARD',
    fees: behavior.fees,
    expiresAt: Number(body.paymentExpiry),
    returnUrl: text(body.returnUrl),
  })
  const address = `${url()}/hosted/${token}`
  if (behavior.initAnswer === 'json') return { status: 200, json: { statusCode: OK, url: address } }
  return { status: 200, bytes: Buffer.from(behavior.initAnswer === 'text' ? address : 'Please try again') }
}

const charge =
  (method: 'PAYATFAWRY' | 'MWALLET'): Handler =>
  (records, request) => {
    const { code, key, orders, behavior } = records
    const body = bodyOf(request)
    if (body.merchantCode !== code) return fawryResult(WRONG_MERCHANT, 'Merchant code is not valid')
    if (body.signature !== chargeSignature(body, key))
      return fawryResult(BAD_SIGNATURE, 'Signature is not valid')
    const reference = text(body.merchantRefNum)
    if (!reference) return fawryResult(NO_REFERENCE, 'Reference is blank')
    if (body.paymentMethod !== method || body.currencyCode !== 'EGP')
      return fawryResult(REFUSED, 'Wrong method')
    const known = orders.of(reference)
    if (known && behavior.repeatedCharge === 'refused')
      return fawryResult(REFUSED, 'The reference was used before')
    const order =
      known ??
      orders.open({
        reference,
        amount: piastres(body.amount),
        method: method === 'MWALLET' ? 'Mobile Wallet' : method,
        fees: behavior.fees,
        expiresAt: Number(body.paymentExpiry),
      })
    if (!known) records.changed(order)
    return { status: 200, json: chargeAnswer(order, body, key) }
  }

function chargeAnswer(order: FawryOrder, body: Body, key: string) {
  const { fawryRefNumber: referenceNumber, messageSignature: _, ...signed } = signedOrderOf(order, key, 'NEW')
  const { customerEmail: customerMail, customerMobile } = body
  const answer = { ...signed, referenceNumber, customerMail, customerMobile }
  const signature = chargeAnswerSignature(answer, key)
  return { type: 'ChargeResponse', ...answer, signature, statusCode: OK, statusDescription: 'Success' }
}

const status: Handler = (records, { url }) => {
  const { code, key, orders, behavior, now } = records
  const query = url.searchParams
  if (query.get('merchantCode') !== code) return fawryResult(WRONG_MERCHANT, 'Merchant code is not valid')
  if (query.get('signature') !== statusSignature(query, key))
    return fawryResult(BAD_SIGNATURE, 'Signature is not valid')
  const order = orders.of(query.get('merchantRefNumber') ?? '')
  if (!order) return fawryResult(NOT_FOUND, 'Payment is not found')
  if (order.status === 'NEW' && now() > order.expiresAt) order.status = 'EXPIRED'
  return { status: 200, json: { ...signedOrderOf(order, key), ...refundedSumOf(order, behavior) } }
}

function refundedSumOf({ refunded }: FawryOrder, { refundedSum }: Behavior): { refundedAmount?: unknown } {
  if (refunded === 0 || refundedSum === 'none') return {}
  const egp = refunded / 100
  return { refundedAmount: refundedSum === 'text' ? egp.toFixed(2) : egp }
}

const refund: Handler = (records, request) => {
  const { code, key, orders, behavior } = records
  const body = bodyOf(request)
  if (body.merchantCode !== code) return fawryResult(WRONG_MERCHANT, 'Merchant code is not valid')
  if (body.signature !== refundSignature(body, key))
    return fawryResult(BAD_SIGNATURE, 'Signature is not valid')
  const order = orders.ofFawry(text(body.referenceNumber))
  if (!order) return fawryResult(NOT_FOUND, 'Payment is not found')
  if (behavior.refundsRefused) return fawryResult(REFUSED, 'This payment cannot be refunded')
  const isPaid = ['PAID', 'PARTIAL_REFUNDED', 'REFUNDED'].includes(order.status)
  const amount = piastres(body.refundAmount)
  const isLeft = order.refunded + amount <= paidOf(order)
  if (!isPaid || amount <= 0) return fawryResult(REFUSED, 'Nothing was paid')
  if (!isLeft && behavior.repeatedRefund === 'refused') return fawryResult(REFUSED, 'More than is left')
  addRefund(order, amount)
  records.changed(order)
  return fawryResult(OK, 'Operation done successfully')
}

/** Refunds a part of an order, whoever orders it. */
export function addRefund(order: FawryOrder, amount: number): void {
  order.refunded += amount
  order.status = order.refunded >= paidOf(order) ? 'REFUNDED' : 'PARTIAL_REFUNDED'
}

const cancel: Handler = (records, request) => {
  const { code, key, orders } = records
  const body = bodyOf(request)
  const cancelResult = (resultCode: number, description: string) => ({
    status: 200,
    json: { code: String(resultCode), description, reason: null },
  })
  if (body.merchantAccount !== code) return cancelResult(WRONG_MERCHANT, 'Merchant code is not valid')
  if (body.signature !== cancelSignature(body, key))
    return cancelResult(BAD_SIGNATURE, 'Signature is not valid')
  const order = orders.ofFawry(text(body.orderRefNo))
  if (!order) return cancelResult(NOT_FOUND, 'Order is not found')
  if (order.status !== 'NEW') return cancelResult(REFUSED, 'Order is not unpaid')
  order.status = 'CANCELED'
  records.changed(order)
  return cancelResult(OK, 'Operation done successfully')
}

/** The calls that Craftworks makes, by method and path. */
export const ENDPOINTS: Readonly<Record<string, Handler>> = {
  'POST /fawrypay-api/api/payments/init': init,
  'POST /ECommerceWeb/Fawry/payments/charge': charge('PAYATFAWRY'),
  'POST /ECommerceWeb/api/payments/charge': charge('MWALLET'),
  'GET /ECommerceWeb/Fawry/payments/status/v2': status,
  'POST /ECommerceWeb/Fawry/payments/refund': refund,
  'POST /ECommerceWeb/api/orders/cancel-unpaid-order': cancel,
}
