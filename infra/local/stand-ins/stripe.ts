import { setTimeout as wait } from 'node:timers/promises'
import Stripe from 'stripe'
import { Books, newName, seconds, type Intent } from '#infra/local/stand-ins/stripe/books.ts'
import { ENDPOINTS, refused, type Work } from '#infra/local/stand-ins/stripe/endpoints.ts'
import {
  serve,
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
} from '#infra/local/stand-ins/stand-in.ts'

export type StripeOutcome = 'paid' | 'failed' | 'expired'

export interface StripeStandIn extends StandIn {
  readonly books: Books
  /** The payer acts: sends the signed webhook and answers after its effect. Other processes POST /pay/:intent/:outcome. */
  readonly pay: (intent: string, outcome: StripeOutcome, remembered?: Remembered) => Promise<void>
  /** The payer's bank takes the payment back, or gives it back to us; answers the dispute's name. */
  readonly chargeBack: (intent: string) => Promise<string>
  readonly giveBack: (intent: string, dispute: string) => Promise<void>
  /** Stripe knows the owner of an account well enough to pay to it. */
  readonly approve: (account: string) => Promise<void>
  /** A signed message that is not sent: its body and its header. */
  readonly message: (
    type: string,
    object: unknown,
    at?: number,
  ) => { readonly body: string; readonly header: string }
  /** Sends what was sent before once more, the newest first. */
  readonly repeatAll: () => Promise<void>
  /** From now on messages wait; `release` sends them in the order that is made of them. */
  readonly hold: () => void
  readonly release: (inOrder?: (messages: readonly Sent[]) => readonly Sent[]) => Promise<void>
  /** Answers the next `times` calls with this status and does nothing; 0 takes no notice of them at all. */
  readonly failNext: (status: number, times?: number) => void
  /** Does what the next `times` calls ask, and hangs up before it answers. */
  readonly loseNextAnswer: (times?: number) => void
}

/** An intent that an earlier start has opened: the stand-in forgets when it stops, the database does not. */
export interface Remembered {
  readonly amount: number
  readonly reference: string
}

interface Sent {
  readonly body: string
  readonly header: string
}

type Fault = { readonly status: number } | { readonly isLost: true }

interface Account {
  readonly secretKey?: string
  readonly webhookSecret?: string
  readonly webhookUrl?: string
}

/** Stripe on this machine: books that balance, idempotency keys, transfers that want money, signed webhooks. */
export async function startStripeStandIn({
  secretKey = 'sk_test_stand_in',
  webhookSecret = 'whsec_stand_in_of_this_machine',
  webhookUrl = '',
}: Account = {}): Promise<StripeStandIn> {
  const books = new Books()
  const answered = new Map<string, { readonly asked: string; readonly answer: StandInAnswer }>()
  const faults: Fault[] = []
  const sent: Sent[] = []
  let held: Sent[] | null = null

  const message = (type: string, object: unknown, at = seconds()): Sent => {
    const event = {
      id: newName('evt'),
      object: 'event',
      api_version: '2026-10-28.endive',
      created: seconds(),
      livemode: false,
      type,
      data: { object },
    }
    const body = JSON.stringify(event)
    const header = Stripe.webhooks.generateTestHeaderString({
      payload: body,
      secret: webhookSecret,
      timestamp: at,
    })
    return { body, header }
  }

  const deliver = async (one: Sent): Promise<void> => {
    sent.push(one)
    if (!webhookUrl) return
    for (const patience of [200, 500, null]) {
      const status = await post(webhookUrl, one)
      if (status >= 200 && status < 300) return
      if (patience === null || (status >= 400 && status < 500)) {
        throw new Error(`The webhook at ${webhookUrl} answered ${status || 'nothing'}`)
      }
      await wait(patience)
    }
  }

  const tell = async (type: string, object: unknown): Promise<void> => {
    const one = message(type, object)
    if (held) held.push(one)
    else await deliver(one)
  }

  /** The same key is answered the same; with other parameters it is an error (docs.stripe.com/api/idempotent_requests). */
  const once = (request: StandInRequest, work: () => Work): StandInAnswer => {
    const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined
    const asked = `${request.url.pathname} ${request.body.toString('utf8')}`
    const before = key && answered.get(key)
    if (before)
      return before.asked === asked
        ? before.answer
        : refused(400, 'idempotency_key_in_use', 'idempotency_error')
    const { answer, events = [] } = work()
    if (key) answered.set(key, { asked, answer })
    for (const { type, object } of events) void tell(type, object).catch(() => undefined)
    return answer
  }

  const answerCall = (request: StandInRequest): StandInAnswer => {
    if (request.headers.authorization !== `Bearer ${secretKey}`) return refused(401, 'api_key_invalid')
    const route = `${request.method} ${request.url.pathname}`
    for (const [pattern, endpoint] of ENDPOINTS) {
      const match = pattern.exec(route)
      if (!match) continue
      const fields =
        request.method === 'GET'
          ? request.url.searchParams
          : new URLSearchParams(request.body.toString('utf8'))
      return once(request, () => endpoint(books, { fields, ids: match.slice(1) }))
    }
    return refused(404, 'unrecognized_request_url')
  }

  const pay = async (id: string, outcome: StripeOutcome, remembered?: Remembered): Promise<void> => {
    const intent = books.intents.get(id) ?? (remembered && recall(books, id, remembered))
    if (!intent) throw new Error(`There is no payment intent ${id}`)
    if (outcome === 'paid') {
      intent.status = 'succeeded'
      intent.amount_received = intent.amount
      intent.latest_charge = { id: newName('ch'), object: 'charge', amount_refunded: 0 }
    }
    if (outcome === 'failed')
      intent.last_payment_error = { code: 'card_declined', message: 'Your card was declined.' }
    if (outcome === 'expired') intent.status = 'canceled'
    await tell(WORD_OF[outcome], { ...intent })
  }

  const dispute = (id: string, intent: string) => ({
    id,
    object: 'dispute',
    amount: books.intents.get(intent)?.amount_received ?? 0,
    payment_intent: intent,
  })

  const { url, stop } = await serve(async (request) => {
    const control = /^\/pay\/(\w+)\/(paid|failed|expired)$/.exec(request.url.pathname)
    if (control && request.method === 'POST') {
      const [, id = '', outcome] = control
      const remembered =
        request.body.length > 0 ? (JSON.parse(request.body.toString()) as Remembered) : undefined
      await pay(id, outcome as StripeOutcome, remembered)
      return { status: 200, json: {} }
    }
    const fault = faults.shift()
    if (!fault) return answerCall(request)
    if ('status' in fault) {
      if (fault.status === 0) return new Promise<never>(() => undefined)
      return refused(fault.status, 'api_error', 'api_error')
    }
    answerCall(request)
    return { status: 200, hangUp: true }
  })

  return {
    url,
    env: { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_BASE: url },
    stop,
    books,
    pay,
    chargeBack: async (intent) => {
      const id = newName('dp')
      await tell('charge.dispute.funds_withdrawn', dispute(id, intent))
      return id
    },
    giveBack: (intent, id) => tell('charge.dispute.funds_reinstated', dispute(id, intent)),
    approve: async (id) => {
      const account = books.accounts.get(id)
      if (!account) throw new Error(`There is no account ${id}`)
      Object.assign(account, { payouts_enabled: true, charges_enabled: true, details_submitted: true })
      await tell('account.updated', { ...account })
    },
    message,
    repeatAll: async () => {
      for (const one of sent.toReversed()) await deliver(one)
    },
    hold: () => void (held ??= []),
    release: async (inOrder = (messages) => messages) => {
      const waiting = held ?? []
      held = null
      for (const one of inOrder(waiting)) await deliver(one)
    },
    failNext: (status, times = 1) => void faults.push(...Array<Fault>(times).fill({ status })),
    loseNextAnswer: (times = 1) => void faults.push(...Array<Fault>(times).fill({ isLost: true })),
  }
}

const WORD_OF = {
  paid: 'payment_intent.succeeded',
  failed: 'payment_intent.payment_failed',
  expired: 'payment_intent.canceled',
} as const

function recall(books: Books, id: string, { amount, reference }: Remembered): Intent {
  const intent: Intent = {
    id,
    object: 'payment_intent',
    amount,
    currency: 'egp',
    amount_received: 0,
    status: 'requires_payment_method',
    client_secret: `${id}_secret`,
    transfer_group: null,
    description: null,
    metadata: { reference },
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    created: seconds(),
  }
  books.intents.set(id, intent)
  return intent
}

const post = (url: string, { body, header }: Sent): Promise<number> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': header },
    body,
  }).then(
    async (response) => {
      await response.arrayBuffer()
      return response.status
    },
    () => 0,
  )
