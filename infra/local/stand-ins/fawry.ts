import { ENDPOINTS, type Desk, type Manners } from '#infra/local/stand-ins/fawry/endpoints.ts'
import { Faults } from '#infra/local/stand-ins/fawry/faults.ts'
import { hostedPage } from '#infra/local/stand-ins/fawry/hosted-page.ts'
import { Orders, tell, type FawryOrder, type FawryStatus } from '#infra/local/stand-ins/fawry/orders.ts'
import { Webhooks, type Delivery } from '#infra/local/stand-ins/fawry/webhooks.ts'
import {
  serve,
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
} from '#infra/local/stand-ins/stand-in.ts'
import { UnderWay } from '#infra/local/stand-ins/under-way.ts'
import { clock } from '#lib/platform/clock.ts'

export type PayOutcome = 'paid' | 'failed' | 'expired'

/** An order that an earlier start has opened: the stand-in forgets when it stops, the database does not. */
export interface Remembered {
  /** Piastres. */
  readonly amount: number
  readonly method?: string
  readonly fawryReference?: string
}

export interface FawryStandIn extends StandIn {
  readonly orders: () => readonly FawryOrder[]
  /** Settles a payment: sends the signed webhook and answers after its effect. Other processes POST /pay/:reference/:outcome. */
  readonly pay: (
    reference: string,
    outcome: PayOutcome,
    how?: Delivery & { readonly remembered?: Remembered },
  ) => Promise<FawryOrder>
  /** Sends a webhook that says this of an order, whatever is true: late ones, misspelt ones, ones that come twice. */
  readonly say: (reference: string, status: FawryStatus | (string & {}), how?: Delivery) => Promise<void>
  /** A signed webhook body that is not sent. */
  readonly webhook: (reference: string, status?: FawryStatus | (string & {})) => Record<string, unknown>
  readonly webhooks: Webhooks
  /** Waits for the webhooks that followed calls of ours (NEW, REFUNDED, CANCELED). */
  readonly settled: () => Promise<void>
  /** Answers the next `times` calls with this HTTP status and does nothing; 0 takes no notice of them at all. */
  readonly failNext: (status: number, times?: number) => void
  /** Refuses the next call inside of an HTTP 200, with this code of Fawry's. */
  readonly refuseNext: (statusCode: number) => void
  /** Does what the next `times` calls ask, and hangs up before it answers. */
  readonly loseNextAnswer: (times?: number) => void
  /** Answers the next call with this JSON, and does nothing. */
  readonly answerNext: (json: unknown) => void
  /** Whether refunds are refused, as those of cash often are. */
  readonly refuseRefunds: (isRefused?: boolean) => void
  readonly manners: Manners
  /** The calls that came, oldest first. */
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
  /** Where its webhooks go; without it they go nowhere. */
  readonly webhookUrl: string
  readonly port: number
}

const STATUS_OF = { paid: 'PAID', failed: 'FAILED', expired: 'EXPIRED' } as const
const MANNERS: Manners = {
  repeatedCharge: 'refused',
  repeatedRefund: 'refused',
  refundsRefused: false,
  initAnswer: 'text',
  fees: 0,
}

/** Fawry on this machine: the calls that Craftworks makes, signatures checked both ways, and signed webhooks. */
export async function startFawryStandIn({
  merchantCode = 'craftworks-local',
  secureKey = 'stand-in-secure-key',
  webhookUrl = '',
  port = 0,
}: Partial<Account> = {}): Promise<FawryStandIn> {
  const webhooks = new Webhooks(webhookUrl)
  const faults = new Faults()
  const calls: ReceivedCall[] = []
  const underWay = new UnderWay()
  const address = { url: '' }
  const desk: Desk = {
    code: merchantCode,
    key: secureKey,
    orders: new Orders(),
    pages: new Map(),
    manners: { ...MANNERS },
    now: () => clock().getTime(),
    url: () => address.url,
    changed: (order) => underWay.follow(webhooks.send(tell(order, secureKey))),
  }
  const pay: FawryStandIn['pay'] = async (reference, outcome, { remembered, ...how } = {}) => {
    const order = settle(desk, reference, outcome, remembered)
    await webhooks.send(tell(order, secureKey), how)
    return order
  }
  const webhook: FawryStandIn['webhook'] = (reference, status) =>
    tell(orderOf(desk, reference), secureKey, status as FawryStatus | undefined)

  const { url, stop } = await serve(async (request) => {
    const route = `${request.method} ${request.url.pathname}`
    if (route.startsWith('POST /pay/')) return payByHttp(request, pay)
    if (request.url.pathname.startsWith('/hosted/')) return hostedPage(desk, request, pay)
    calls.push({ route, body: request.body.toString('utf8') })
    return faults.answer(() => ENDPOINTS[route]?.(desk, request) ?? { status: 404 })
  }, port)
  address.url = url
  return {
    url,
    env: { FAWRY_MERCHANT_CODE: merchantCode, FAWRY_SECURE_KEY: secureKey, FAWRY_BASE_URL: url },
    stop,
    orders: desk.orders.all,
    pay,
    say: (reference, status, how) => webhooks.send(webhook(reference, status), how),
    webhook,
    webhooks,
    settled: () => underWay.settled(),
    failNext: (status, times = 1) => faults.plan({ status }, times),
    refuseNext: (statusCode) => faults.plan({ statusCode }, 1),
    loseNextAnswer: (times = 1) => faults.plan({ isLost: true }, times),
    answerNext: (json) => faults.plan({ json }, 1),
    refuseRefunds: (isRefused = true) => void (desk.manners.refundsRefused = isRefused),
    manners: desk.manners,
    calls: () => calls,
  }
}

function orderOf({ orders }: Desk, reference: string): FawryOrder {
  const order = orders.of(reference)
  if (order) return order
  throw new RangeError(`The stand-in of Fawry has no order ${reference}`)
}

/** The order, made from its hosted page or from memory where nobody has opened it yet, as the outcome leaves it. */
function settle(desk: Desk, reference: string, outcome: PayOutcome, remembered?: Remembered): FawryOrder {
  const { orders, pages } = desk
  const page = [...pages.values()].find((opened) => opened.reference === reference)
  const toOpen = page ?? (remembered && { reference, method: 'PAYATFAWRY', ...remembered })
  const order = orders.of(reference) ?? (toOpen ? orders.open(toOpen) : orderOf(desk, reference))
  const isPaid = order.paymentReference !== ''
  if (!isPaid) order.status = STATUS_OF[outcome] // what is paid stays paid; its webhook comes again
  if (outcome === 'paid' && !isPaid) order.paymentReference = String(24_480 + orders.all().length)
  return order
}

async function payByHttp({ url, body }: StandInRequest, pay: FawryStandIn['pay']): Promise<StandInAnswer> {
  const [, , reference = '', outcome = ''] = url.pathname.split('/')
  if (!Object.hasOwn(STATUS_OF, outcome)) return { status: 404 }
  const remembered = body.length > 0 ? (JSON.parse(body.toString('utf8')) as Remembered) : undefined
  const { status } = await pay(reference, outcome as PayOutcome, { ...(remembered && { remembered }) })
  return { status: 200, json: { status } }
}
