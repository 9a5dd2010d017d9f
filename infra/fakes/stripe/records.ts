import { randomBytes } from 'node:crypto'
import { Books } from '#infra/fakes/books.ts'
import type { FakeResponse } from '#infra/fakes/fake-server.ts'

/** The records of the Stripe fake, in the shapes of Stripe's API. */
export interface Intent {
  readonly id: string
  readonly object: 'payment_intent'
  readonly amount: number
  currency: string
  amount_received: number
  status: 'requires_payment_method' | 'succeeded' | 'canceled'
  readonly client_secret: string
  readonly transfer_group: string | null
  readonly description: string | null
  readonly metadata: Readonly<Record<string, string>>
  last_payment_error: { readonly code: string; readonly message: string } | null
  latest_charge: { readonly id: string; readonly object: 'charge'; amount_refunded: number } | null
  readonly livemode: false
  readonly created: number
}

export interface Refund {
  readonly id: string
  readonly object: 'refund'
  readonly amount: number
  readonly currency: string
  status: 'succeeded' | 'pending' | 'failed'
  readonly payment_intent: string
  readonly metadata: Readonly<Record<string, string>>
  readonly created: number
}

export interface Transfer {
  readonly id: string
  readonly object: 'transfer'
  readonly amount: number
  readonly currency: string
  readonly destination: string
  readonly transfer_group: string | null
  readonly reversed: false
  readonly metadata: Readonly<Record<string, string>>
  readonly created: number
}

export interface Account {
  readonly id: string
  readonly object: 'account'
  readonly email: string | null
  payouts_enabled: boolean
  charges_enabled: boolean
  details_submitted: boolean
  readonly metadata: Readonly<Record<string, string>>
}

/** A chargeback: the payer's bank took back the money. */
export interface Chargeback {
  readonly id: string
  readonly payment_intent: string
  readonly amount: number
  /** Whether the bank has returned the money. */
  isReinstated: boolean
  /** Whether it has decided for the payer. */
  isLost: boolean
  /** What moved because of it: the amount is below zero where it was withdrawn from us. */
  readonly movements?: BalanceTransaction[]
}

/** A movement of our balance at Stripe. */
export interface BalanceTransaction {
  readonly id: string
  readonly object: 'balance_transaction'
  readonly amount: number
  readonly created: number
}

/** The answer to a call with an idempotency key. The same call again gets the same answer. */
interface SavedAnswer {
  readonly fingerprint: string
  readonly answer: FakeResponse
  readonly at: number
}

/** How long Stripe remembers an idempotency key at least, in seconds. */
const KEY_LIFETIME = 24 * 3_600

/** All records as they are kept between two starts. */
export interface StripeBooks {
  readonly intents: readonly Intent[]
  readonly refunds: readonly Refund[]
  readonly transfers: readonly Transfer[]
  readonly accounts: readonly Account[]
  readonly chargebacks?: readonly Chargeback[]
  readonly answers: readonly (readonly [key: string, saved: SavedAnswer])[]
}

const byId = <R extends { readonly id: string }>(records: readonly R[] = []): Map<string, R> =>
  new Map(records.map((record) => [record.id, record]))

/** All records of Stripe on this machine. */
export class StripeRecords {
  readonly intents: Map<string, Intent>
  readonly refunds: Map<string, Refund>
  readonly transfers: Map<string, Transfer>
  readonly accounts: Map<string, Account>
  readonly chargebacks: Map<string, Chargeback>
  /** By idempotency key. */
  readonly answers: Map<string, SavedAnswer>
  readonly #books: Books<StripeBooks>

  constructor(books = new Books<StripeBooks>('stripe', undefined)) {
    this.#books = books
    const { intents, refunds, transfers, accounts, chargebacks, answers = [] } = books.content ?? {}
    this.intents = byId(intents)
    this.refunds = byId(refunds)
    this.transfers = byId(transfers)
    this.accounts = byId(accounts)
    this.chargebacks = byId(chargebacks)
    this.answers = new Map(answers.filter(([, { at }]) => at > seconds() - KEY_LIFETIME))
  }

  /** Keeps the records as they are now, before anybody hears of a change. */
  keep(): void {
    this.#books.keep({
      intents: [...this.intents.values()],
      refunds: [...this.refunds.values()],
      transfers: [...this.transfers.values()],
      accounts: [...this.accounts.values()],
      chargebacks: [...this.chargebacks.values()],
      answers: [...this.answers],
    })
  }

  /** What was received and has neither been refunded nor transferred, in piastres. A transfer needs it. */
  get balance(): number {
    const received = sum([...this.intents.values()].map(({ amount_received: amount }) => amount))
    const refunded = sum(
      [...this.refunds.values()].flatMap(({ status, amount }) => (status === 'failed' ? [] : amount)),
    )
    return received - refunded - sum([...this.transfers.values()].map(({ amount }) => amount))
  }

  /** What the payer's bank holds of an intent. */
  chargedBackOf(intent: string): number {
    const lost = [...this.chargebacks.values()].filter(
      (one) => one.payment_intent === intent && !one.isReinstated,
    )
    return sum(lost.map(({ amount }) => amount))
  }

  refundedOf(intent: string): number {
    const own = [...this.refunds.values()].filter(
      (refund) => refund.payment_intent === intent && refund.status !== 'failed',
    )
    return sum(own.map(({ amount }) => amount))
  }
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)

export const newStripeId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`
export const seconds = (): number => Math.floor(Date.now() / 1000)
