import { Books } from '#infra/fakes/books.ts'
import { type FakeServer, serveAsBefore } from '#infra/fakes/fake-server.ts'
import { answerDeed } from '#infra/fakes/stripe/deeds.ts'
import { disputeDeedsOf } from '#infra/fakes/stripe/disputes.ts'
import { addRefund, refundEvents } from '#infra/fakes/stripe/endpoints.ts'
import {
  type Account,
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
  readonly pay: (
    intent: string,
    outcome: StripeOutcome,
    remembered?: Remembered,
    currency?: string,
  ) => Promise<void>
  /** Pays if it is not paid, and sends the webhook about it once more, byte for byte. */
  readonly payTwice: (intent: string, remembered?: Remembered) => Promise<void>
  /** Refunds an intent as somebody does in Stripe's dashboard, in whole or in part; resolves with the refund's id. */
  readonly refundElsewhere: (intent: string, amount?: number) => Promise<string>
  /** A refund does not reach the payer, whoever ordered it: its money comes back. */
  readonly failRefund: (refund: string) => Promise<void>
  /** The payer's bank withdraws the payment or a part of it (a chargeback); resolves with the id of Stripe's dispute. */
  readonly chargeBack: (intent: string, remembered?: Remembered, part?: number) => Promise<string>
  /** The bank returns the funds of such a dispute to us. */
  readonly reinstateFunds: (intent: string, dispute: string) => Promise<void>
  /** After it has returned them, the bank withdraws the funds of the same dispute again. */
  readonly withdrawAgain: (intent: string, dispute: string) => Promise<void>
  /** The bank decides such a dispute for the payer, for good. */
  readonly loseDispute: (intent: string, dispute: string) => Promise<void>
  /** The same for the dispute that our database has, which may be one of the demo data. */
  readonly endDispute: (intent: string, end: 'won' | 'lost', remembered?: Remembered) => Promise<void>
  /** Stripe has verified the owner of an account: it can be paid to. Other processes POST /accounts/:account/approve. */
  readonly approve: (account: string) => Promise<void>
  readonly sign: StripeWebhooks['sign']
  readonly repeatAll: () => Promise<void>
  readonly hold: () => void
  /** Resolves when the webhooks that our own calls caused have had their effect. */
  readonly settled: () => Promise<void>
  readonly release: (
    inOrder?: (messages: readonly SignedMessage[]) => readonly SignedMessage[],
  ) => Promise<void>
  readonly failNext: (status: number, times?: number, isSaved?: boolean) => void
  readonly loseNextAnswer: (times?: number) => void
}

/** An intent that the database has and this fake does not: of the demo data, or from before its books were deleted. */
export interface Remembered {
  readonly amount: number
  readonly reference: string
  readonly wasPaid?: boolean
  readonly chargeback?: { readonly id: string; readonly amount: number }
}

interface Keys {
  readonly secretKey?: string
  readonly webhookSecret?: string
  readonly webhookUrl?: string
  /** Where the records are kept between two starts; in memory alone where it is left out. */
  readonly folder?: string
}

/** Stripe on this machine: consistent records, idempotency keys, transfers that need a balance, signed webhooks. */
export async function startStripeFake({
  secretKey = 'sk_test_fake',
  webhookSecret = 'whsec_fake_of_this_machine',
  webhookUrl = '',
  folder,
}: Keys = {}): Promise<StripeFake> {
  const books = new Books<StripeBooks>('stripe', folder)
  const records = new StripeRecords(books)
  const webhooks = new StripeWebhooks(webhookSecret, webhookUrl)
  const requests = new StripeRequests(records, secretKey, webhooks)
  const actions = actionsOf(records, webhooks)
  const { url, stop } = await serveAsBefore(
    books,
    async (request) => (await answerDeed(actions, request)) ?? requests.handle(request),
  )
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
    failNext: (status, times, isSaved) => requests.failNext(status, times, isSaved),
    loseNextAnswer: (times) => requests.loseNextAnswer(times),
  }
}

/** What payers, their banks and account owners do at Stripe. */
export type Deeds = Pick<
  StripeFake,
  | 'pay'
  | 'payTwice'
  | 'refundElsewhere'
  | 'failRefund'
  | 'chargeBack'
  | 'reinstateFunds'
  | 'withdrawAgain'
  | 'loseDispute'
  | 'endDispute'
  | 'approve'
>

function actionsOf(records: StripeRecords, webhooks: StripeWebhooks): Deeds {
  const intentOf = (id: string, remembered?: Remembered): Intent => {
    const intent = records.intents.get(id) ?? (remembered && restoreIntent(records, id, remembered))
    if (intent) return intent
    throw new Error(`There is no payment intent ${id}`)
  }
  const pay: Deeds['pay'] = async (id, outcome, remembered, currency) => {
    const intent = intentOf(id, remembered)
    if (currency) intent.currency = currency
    applyOutcome(intent, outcome)
    records.keep()
    await webhooks.send(EVENT_TYPE_OF[outcome], { ...intent })
  }
  return {
    ...refundActionsOf(records, webhooks),
    ...disputeDeedsOf(records, webhooks, intentOf),
    pay,
    payTwice: async (id, remembered) => {
      if (await webhooks.repeatLatest(EVENT_TYPE_OF.paid, id)) return
      await pay(id, 'paid', remembered)
      await webhooks.repeatLatest(EVENT_TYPE_OF.paid, id)
    },
    approve: async (id) => {
      const account = records.accounts.get(id) ?? restoreAccount(records, id)
      Object.assign(account, { payouts_enabled: true, charges_enabled: true, details_submitted: true })
      records.keep()
      await webhooks.send('account.updated', { ...account })
    },
  }
}

function refundActionsOf(
  records: StripeRecords,
  webhooks: StripeWebhooks,
): Pick<StripeFake, 'refundElsewhere' | 'failRefund'> {
  return {
    refundElsewhere: async (id, part) => {
      const intent = records.intents.get(id)
      if (!intent?.latest_charge) throw new Error(`The payment intent ${id} is not paid`)
      const amount = part ?? intent.amount_received - records.refundedOf(id)
      const refund = addRefund(records, intent, { amount, metadata: {} })
      records.keep()
      for (const { type, object } of refundEvents(intent, refund, 'refund.created')) {
        await webhooks.send(type, object)
      }
      return refund.id
    },
    failRefund: async (id) => {
      const refund = records.refunds.get(id)
      const charge = refund && records.intents.get(refund.payment_intent)?.latest_charge
      if (!refund || !charge || refund.status === 'failed') throw new Error(`There is no such refund: ${id}`)
      refund.status = 'failed'
      charge.amount_refunded -= refund.amount
      records.keep()
      await webhooks.send('refund.updated', { ...refund })
      await webhooks.send('refund.failed', { ...refund })
    },
  }
}

/** What was paid stays paid: only its webhook is sent. */
function applyOutcome(intent: Intent, outcome: StripeOutcome): void {
  if (intent.status === 'succeeded') return
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

function restoreIntent(
  records: StripeRecords,
  id: string,
  { amount, reference, wasPaid }: Remembered,
): Intent {
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
  if (wasPaid) applyOutcome(intent, 'paid')
  return intent
}

function restoreAccount(records: StripeRecords, id: string): Account {
  const account: Account = {
    id,
    object: 'account',
    email: null,
    payouts_enabled: false,
    charges_enabled: false,
    details_submitted: false,
    metadata: {},
  }
  records.accounts.set(id, account)
  return account
}
