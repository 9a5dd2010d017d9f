import { Books, newName, seconds, type Intent } from '#infra/local/stand-ins/stripe/books.ts'
import { StripeDesk } from '#infra/local/stand-ins/stripe/desk.ts'
import { StripeMessages, type Sent } from '#infra/local/stand-ins/stripe/messages.ts'
import { serve, type StandIn } from '#infra/local/stand-ins/stand-in.ts'

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
  readonly message: StripeMessages['sign']
  readonly repeatAll: () => Promise<void>
  readonly hold: () => void
  /** Answers when the messages that follow from our own calls have had their effect. */
  readonly settled: () => Promise<void>
  readonly release: (inOrder?: (messages: readonly Sent[]) => readonly Sent[]) => Promise<void>
  readonly failNext: (status: number, times?: number) => void
  readonly loseNextAnswer: (times?: number) => void
}

/** An intent that an earlier start has opened: the stand-in forgets when it stops, the database does not. */
export interface Remembered {
  readonly amount: number
  readonly reference: string
}

interface Account {
  readonly secretKey?: string
  readonly webhookSecret?: string
  readonly webhookUrl?: string
}

const PAY = /^\/pay\/(\w+)\/(paid|failed|expired)$/

/** Stripe on this machine: books that balance, idempotency keys, transfers that want money, signed webhooks. */
export async function startStripeStandIn({
  secretKey = 'sk_test_stand_in',
  webhookSecret = 'whsec_stand_in_of_this_machine',
  webhookUrl = '',
}: Account = {}): Promise<StripeStandIn> {
  const books = new Books()
  const messages = new StripeMessages(webhookSecret, webhookUrl)
  const desk = new StripeDesk(books, secretKey, messages)
  const payer = payersOf(books, messages)
  const { url, stop } = await serve(async (request) => {
    const [, intent = '', outcome] = (request.method === 'POST' && PAY.exec(request.url.pathname)) || []
    if (!outcome) return desk.take(request)
    const remembered =
      request.body.length > 0 ? (JSON.parse(request.body.toString()) as Remembered) : undefined
    await payer.pay(intent, outcome as StripeOutcome, remembered)
    return { status: 200, json: {} }
  })
  return {
    url,
    env: { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_BASE: url },
    stop,
    books,
    ...payer,
    message: messages.sign.bind(messages),
    repeatAll: () => messages.repeatAll(),
    hold: () => messages.hold(),
    settled: () => messages.settled(),
    release: (inOrder) => messages.release(inOrder),
    failNext: (status, times) => desk.failNext(status, times),
    loseNextAnswer: (times) => desk.loseNextAnswer(times),
  }
}

/** What payers, their banks and the owners of accounts do at Stripe. */
function payersOf(
  books: Books,
  messages: StripeMessages,
): Pick<StripeStandIn, 'pay' | 'chargeBack' | 'giveBack' | 'approve'> {
  const dispute = (id: string, intent: string) => ({
    id,
    object: 'dispute',
    amount: books.intents.get(intent)?.amount_received ?? 0,
    payment_intent: intent,
  })
  return {
    pay: async (id, outcome, remembered) => {
      const intent = books.intents.get(id) ?? (remembered && recall(books, id, remembered))
      if (!intent) throw new Error(`There is no payment intent ${id}`)
      settle(intent, outcome)
      await messages.tell(WORD_OF[outcome], { ...intent })
    },
    chargeBack: async (intent) => {
      const id = newName('dp')
      await messages.tell('charge.dispute.funds_withdrawn', dispute(id, intent))
      return id
    },
    giveBack: (intent, id) => messages.tell('charge.dispute.funds_reinstated', dispute(id, intent)),
    approve: async (id) => {
      const account = books.accounts.get(id)
      if (!account) throw new Error(`There is no account ${id}`)
      Object.assign(account, { payouts_enabled: true, charges_enabled: true, details_submitted: true })
      await messages.tell('account.updated', { ...account })
    },
  }
}

function settle(intent: Intent, outcome: StripeOutcome): void {
  if (outcome === 'paid') {
    intent.status = 'succeeded'
    intent.amount_received = intent.amount
    intent.latest_charge = { id: newName('ch'), object: 'charge', amount_refunded: 0 }
  }
  if (outcome === 'failed') {
    intent.last_payment_error = { code: 'card_declined', message: 'Your card was declined.' }
  }
  if (outcome === 'expired') intent.status = 'canceled'
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
