import { Books } from '#infra/fakes/books.ts'
import { type FakeServer, serveAsBefore } from '#infra/fakes/fake-server.ts'
import {
  type Intent,
  newStripeId,
  seconds,
  type StripeBooks,
  StripeRecords,
} from '#infra/fakes/stripe/records.ts'
import { StripeRequests } from '#infra/fakes/stripe/requests.ts'
import { type SignedMessage, StripeWebhooks } from '#infra/fakes/stripe/webhooks.ts'

export type StripeOutcome = 'paid' | 'failed' | 'expired'

export interface StripeFake extends FakeServer {
  readonly records: StripeRecords
  /** Acts as the payer: sends the signed webhook and resolves after its effect. Other processes POST /pay/:intent/:outcome. */
  readonly pay: (intent: string, outcome: StripeOutcome, remembered?: Remembered) => Promise<void>
  /** The payer's bank withdraws the payment (a chargeback); resolves with the id of Stripe's dispute. */
  readonly chargeBack: (intent: string) => Promise<string>
  /** The bank returns the funds of such a dispute to us. */
  readonly reinstateFunds: (intent: string, dispute: string) => Promise<void>
  /** Stripe has verified the owner of an account: it can be paid to. */
  readonly approve: (account: string) => Promise<void>
  readonly sign: StripeWebhooks['sign']
  readonly repeatAll: () => Promise<void>
  readonly hold: () => void
  /** Resolves when the webhooks that our own calls caused have had their effect. */
  readonly settled: () => Promise<void>
  readonly release: (
    inOrder?: (messages: readonly SignedMessage[]) => readonly SignedMessage[],
  ) => Promise<void>
  readonly failNext: (status: number, times?: number) => void
  readonly loseNextAnswer: (times?: number) => void
}

/** An intent that the database has and this fake does not: of the demo data, or from before its books were deleted. */
export interface Remembered {
  readonly amount: number
  readonly reference: string
}

interface Account {
  readonly secretKey?: string
  readonly webhookSecret?: string
  readonly webhookUrl?: string
  /** Where the records are kept between two starts; in memory alone where it is left out. */
  readonly folder?: string
}

const PAY = /^\/pay\/(\w+)\/(paid|failed|expired)$/

/** Stripe on this machine: consistent records, idempotency keys, transfers that need a balance, signed webhooks. */
export async function startStripeFake({
  secretKey = 'sk_test_fake',
  webhookSecret = 'whsec_fake_of_this_machine',
  webhookUrl = '',
  folder,
}: Account = {}): Promise<StripeFake> {
  const books = new Books<StripeBooks>('stripe', folder)
  const records = new StripeRecords(books)
  const webhooks = new StripeWebhooks(webhookSecret, webhookUrl)
  const requests = new StripeRequests(records, secretKey, webhooks)
  const actions = actionsOf(records, webhooks)
  const { url, stop } = await serveAsBefore(books, async (request) => {
    const [, intent = '', outcome] = (request.method === 'POST' && PAY.exec(request.url.pathname)) || []
    if (!outcome) return requests.handle(request)
    const remembered =
      request.body.length > 0 ? (JSON.parse(request.body.toString()) as Remembered) : undefined
    await actions.pay(intent, outcome as StripeOutcome, remembered)
    return { status: 200, json: {} }
  })
  return {
    url,
    env: { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_BASE: url },
    stop,
    records,
    ...actions,
    sign: webhooks.sign.bind(webhooks),
    repeatAll: () => webhooks.repeatAll(),
    hold: () => webhooks.hold(),
    settled: () => webhooks.settled(),
    release: (inOrder) => webhooks.release(inOrder),
    failNext: (status, times) => requests.failNext(status, times),
    loseNextAnswer: (times) => requests.loseNextAnswer(times),
  }
}

/** What payers, their banks and account owners do at Stripe. */
function actionsOf(
  records: StripeRecords,
  webhooks: StripeWebhooks,
): Pick<StripeFake, 'pay' | 'chargeBack' | 'reinstateFunds' | 'approve'> {
  const dispute = (id: string, intent: string) => ({
    id,
    object: 'dispute',
    amount: records.intents.get(intent)?.amount_received ?? 0,
    payment_intent: intent,
  })
  return {
    pay: async (id, outcome, remembered) => {
      const intent = records.intents.get(id) ?? (remembered && restoreIntent(records, id, remembered))
      if (!intent) throw new Error(`There is no payment intent ${id}`)
      applyOutcome(intent, outcome)
      records.keep()
      await webhooks.send(EVENT_TYPE_OF[outcome], { ...intent })
    },
    chargeBack: async (intent) => {
      const id = newStripeId('dp')
      await webhooks.send('charge.dispute.funds_withdrawn', dispute(id, intent))
      return id
    },
    reinstateFunds: (intent, id) => webhooks.send('charge.dispute.funds_reinstated', dispute(id, intent)),
    approve: async (id) => {
      const account = records.accounts.get(id)
      if (!account) throw new Error(`There is no account ${id}`)
      Object.assign(account, { payouts_enabled: true, charges_enabled: true, details_submitted: true })
      records.keep()
      await webhooks.send('account.updated', { ...account })
    },
  }
}

function applyOutcome(intent: Intent, outcome: StripeOutcome): void {
  if (outcome === 'paid') {
    intent.status = 'succeeded'
    intent.amount_received = intent.amount
    intent.latest_charge = { id: newStripeId('ch'), object: 'charge', amount_refunded: 0 }
  }
  if (outcome === 'failed') {
    intent.last_payment_error = { code: 'card_declined', message: 'Your card was declined.' }
  }
  if (outcome === 'expired') intent.status = 'canceled'
}

const EVENT_TYPE_OF = {
  paid: 'payment_intent.succeeded',
  failed: 'payment_intent.payment_failed',
  expired: 'payment_intent.canceled',
} as const

function restoreIntent(records: StripeRecords, id: string, { amount, reference }: Remembered): Intent {
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
  records.intents.set(id, intent)
  return intent
}
