import { Books } from '#infra/fakes/books.ts'
import {
  type FakeRequest,
  type FakeResponse,
  type FakeServer,
  serve,
  serveAsBefore,
} from '#infra/fakes/fake-server.ts'
import {
  addRefund,
  type Behavior,
  ENDPOINTS,
  type FawryBooks,
  type FawryRecords,
} from '#infra/fakes/fawry/endpoints.ts'
import { Faults } from '#infra/fakes/fawry/faults.ts'
import { hostedPage } from '#infra/fakes/fawry/hosted-page.ts'
import {
  type FawryOrder,
  type FawryStatus,
  Orders,
  paidOf,
  signedOrderOf,
} from '#infra/fakes/fawry/orders.ts'
import { type Delivery, Webhooks } from '#infra/fakes/fawry/webhooks.ts'
import { InFlight } from '#infra/fakes/in-flight.ts'
import { isOutcome } from '#infra/fakes/payer-outcomes.ts'
import { clock } from '#lib/platform/clock.ts'

export type PayOutcome = 'paid' | 'failed' | 'expired' | 'charged-back'

/** An order that the database has and this fake does not: of the demo data, or from before its books were deleted. */
export interface Remembered {
  /** Piastres. */
  readonly amount: number
  readonly method?: string
  readonly fawryReference?: string
  readonly wasPaid?: boolean
}

export interface FawryFake extends FakeServer {
  readonly orders: () => readonly FawryOrder[]
  /** Acts as the payer: sends the signed webhook and resolves after its effect. Other processes POST /pay/:reference/:outcome. */
  readonly pay: (
    reference: string,
    outcome: PayOutcome,
    how?: Delivery & { readonly remembered?: Remembered; readonly amount?: number },
  ) => Promise<FawryOrder>
  /** Refunds an order as somebody does on Fawry's own website, in whole or in part (piastres), and sends the webhook. */
  readonly refundElsewhere: (reference: string, amount?: number) => Promise<void>
  /** Sends a webhook with this status, whatever the order's own is: for late, misspelt and duplicate webhooks. */
  readonly sendWebhook: (
    reference: string,
    status: FawryStatus | (string & {}),
    how?: Delivery,
  ) => Promise<void>
  /** Makes a signed webhook body without sending it. */
  readonly webhook: (reference: string, status?: FawryStatus | (string & {})) => Record<string, unknown>
  readonly webhooks: Webhooks
  /** Waits for the webhooks that our own calls caused (NEW, REFUNDED, CANCELED). */
  readonly settled: () => Promise<void>
  /** Answers the next `times` calls with this HTTP status and does nothing else; with 0 they are never answered. */
  readonly failNext: (status: number, times?: number) => void
  /** Refuses the next call inside an HTTP 200, with this code of Fawry's. */
  readonly refuseNext: (statusCode: number) => void
  /** Executes the next `times` calls, but closes the connection before it answers. */
  readonly loseNextAnswer: (times?: number) => void
  /** Answers the next call with this JSON and does nothing else. */
  readonly answerNext: (json: unknown) => void
  /** Sets whether refunds are refused, as refunds of cash often are. */
  readonly refuseRefunds: (isRefused?: boolean) => void
  readonly behavior: Behavior
  /** The calls that were received, oldest first. */
  readonly calls: () => readonly ReceivedCall[]
}

export interface ReceivedCall {
  /** `POST /path` */
  readonly route: string
  readonly body: string
}

interface Account {
  readonly merchantCode: string
  readonly secureKey: string
  /** Where webhooks are sent; without it none is sent. */
  readonly webhookUrl: string
  readonly port: number
  /** Where the records are kept between two starts; in memory alone where it is left out. */
  readonly folder: string
}

const STATUS_OF = { paid: 'PAID', failed: 'FAILED', expired: 'EXPIRED', 'charged-back': 'REFUNDED' } as const
/** How the fake behaves unless a test says otherwise. */
export const DEFAULT_BEHAVIOR: Behavior = {
  repeatedCharge: 'refused',
  repeatedRefund: 'refused',
  refundsRefused: false,
  refundedSum: 'number',
  initAnswer: 'text',
  fees: 0,
}

/** Fawry on this machine: the calls that Craftworks makes, checked and signed with Fawry's signatures, and signed webhooks. */
export async function startFawryFake({
  merchantCode = 'craftworks-local',
  secureKey = 'fake-secure-key',
  webhookUrl = '',
  port,
  folder,
}: Partial<Account> = {}): Promise<FawryFake> {
  const books = new Books<FawryBooks>('fawry', folder)
  const webhooks = new Webhooks(webhookUrl)
  const faults = new Faults()
  const calls: ReceivedCall[] = []
  const inFlight = new InFlight()
  const address = { url: '' }
  const records: FawryRecords = {
    code: merchantCode,
    key: secureKey,
    orders: new Orders(books.content?.orders),
    pages: new Map(books.content?.pages),
    behavior: { ...DEFAULT_BEHAVIOR },
    now: () => clock().getTime(),
    url: () => address.url,
    changed: (order) => inFlight.follow(webhooks.send(signedOrderOf(order, secureKey))),
  }
  const keep = () => books.keep({ orders: records.orders.all(), pages: [...records.pages] })
  const deeds = deedsOf(records, webhooks, keep)
  const webhook: FawryFake['webhook'] = (reference, status) =>
    signedOrderOf(orderOf(records, reference), secureKey, status as FawryStatus | undefined)

  const answer = async (request: FakeRequest): Promise<FakeResponse> => {
    const route = routeOf(request)
    if (route.startsWith('POST /pay/')) return payByHttp(request, deeds.pay)
    if (request.url.pathname.startsWith('/hosted/')) return hostedPage(records, request, deeds.pay)
    calls.push({ route, body: request.body.toString('utf8') })
    return faults.answer(() => execute(records, request, keep))
  }
  const { url, stop } = await (port === undefined ? serveAsBefore(books, answer) : serve(answer, port))
  address.url = url
  return {
    url,
    env: { FAWRY_MERCHANT_CODE: merchantCode, FAWRY_SECURE_KEY: secureKey, FAWRY_BASE_URL: url },
    stop,
    orders: records.orders.all,
    ...deeds,
    sendWebhook: (reference, status, how) => webhooks.send(webhook(reference, status), how),
    webhook,
    webhooks,
    settled: () => inFlight.settled(),
    failNext: (status, times = 1) => faults.plan({ status }, times),
    refuseNext: (statusCode) => faults.plan({ statusCode }, 1),
    loseNextAnswer: (times = 1) => faults.plan({ isLost: true }, times),
    answerNext: (json) => faults.plan({ json }, 1),
    refuseRefunds: (isRefused = true) => void (records.behavior.refundsRefused = isRefused),
    behavior: records.behavior,
    calls: () => calls,
  }
}

/** What payers do at Fawry, and what somebody does on its own website. */
const deedsOf = (
  records: FawryRecords,
  webhooks: Webhooks,
  keep: () => void,
): Pick<FawryFake, 'pay' | 'refundElsewhere'> => ({
  pay: async (reference, outcome, { remembered, amount, ...how } = {}) => {
    const wasPaid = records.orders.of(reference)?.paymentReference
    const order = settleOrder(records, reference, outcome, remembered)
    if (amount !== undefined && !wasPaid) order.paid = amount
    keep() // before anybody hears of it
    await webhooks.send(signedOrderOf(order, records.key), how)
    return order
  },
  refundElsewhere: (reference, amount) => {
    const order = orderOf(records, reference)
    addRefund(order, amount ?? paidOf(order) - order.refunded)
    keep()
    return webhooks.send(signedOrderOf(order, records.key))
  },
})

const routeOf = ({ method, url }: FakeRequest): string => `${method} ${url.pathname}`

/** Executes a call, and keeps what it changed before it is answered. */
function execute(records: FawryRecords, request: FakeRequest, keep: () => void): FakeResponse {
  const answer = ENDPOINTS[routeOf(request)]?.(records, request) ?? { status: 404 }
  keep()
  return answer
}

function orderOf({ orders }: FawryRecords, reference: string): FawryOrder {
  const order = orders.of(reference)
  if (order) return order
  throw new RangeError(`The Fawry fake has no order ${reference}`)
}

/** Applies the outcome to the order. An order that is not open yet is opened from its hosted page or from `remembered`. */
function settleOrder(
  records: FawryRecords,
  reference: string,
  outcome: PayOutcome,
  remembered?: Remembered,
): FawryOrder {
  const { orders, pages } = records
  const page = [...pages.values()].find((opened) => opened.reference === reference)
  const toOpen = page ?? (remembered && { reference, method: 'PAYATFAWRY', ...remembered })
  const order = orders.of(reference) ?? (toOpen ? orders.open(toOpen) : orderOf(records, reference))
  if (remembered?.wasPaid) markPaid(order, orders)
  const isPaid = order.paymentReference !== ''
  if (outcome === 'paid') markPaid(order, orders)
  else if (outcome === 'charged-back') takeBack(order)
  else if (!isPaid) order.status = STATUS_OF[outcome] // a paid order stays paid; its webhook is sent again
  return order
}

function markPaid(order: FawryOrder, orders: Orders): void {
  if (order.paymentReference !== '') return
  order.status = STATUS_OF.paid
  order.paymentReference = String(24_480 + orders.all().length)
}

/** What was paid goes back to the payer, and not because we ordered it. */
function takeBack(order: FawryOrder): void {
  if (order.paymentReference === '') throw new RangeError(`The order ${order.reference} is not paid`)
  order.refunded = paidOf(order)
  order.status = STATUS_OF['charged-back']
}

async function payByHttp({ url, body }: FakeRequest, pay: FawryFake['pay']): Promise<FakeResponse> {
  const [, , reference = '', outcome = ''] = url.pathname.split('/')
  if (!isOutcome(outcome) || outcome === 'chargeback-won' || outcome === 'chargeback-lost')
    return { status: 404 } // it has no message for how a bank decides
  const remembered = body.length > 0 ? (JSON.parse(body.toString('utf8')) as Remembered) : undefined
  const how = remembered ? { remembered } : {}
  if (outcome === 'late') await pay(reference, 'expired', how)
  const { status } =
    outcome === 'duplicate'
      ? await pay(reference, 'paid', { ...how, times: 2 })
      : await pay(reference, outcome === 'late' ? 'paid' : outcome, how)
  return { status: 200, json: { status } }
}
