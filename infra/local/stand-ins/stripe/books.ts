import { randomBytes } from 'node:crypto'

/** What the stand-in of Stripe knows, in the shapes that Stripe's API answers. */
export interface Intent {
  readonly id: string
  readonly object: 'payment_intent'
  readonly amount: number
  readonly currency: string
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

/** Stripe's books on this machine. */
export class Books {
  readonly intents = new Map<string, Intent>()
  readonly refunds = new Map<string, Refund>()
  readonly transfers = new Map<string, Transfer>()
  readonly accounts = new Map<string, Account>()

  /** What came in and has not gone out, in piastres: transfers need it. */
  get balance(): number {
    const came = sum([...this.intents.values()].map(({ amount_received: amount }) => amount))
    const back = sum(
      [...this.refunds.values()].flatMap(({ status, amount }) => (status === 'failed' ? [] : amount)),
    )
    return came - back - sum([...this.transfers.values()].map(({ amount }) => amount))
  }

  refundedOf(intent: string): number {
    const own = [...this.refunds.values()].filter(
      (refund) => refund.payment_intent === intent && refund.status !== 'failed',
    )
    return sum(own.map(({ amount }) => amount))
  }
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)

export const newName = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`
export const seconds = (): number => Math.floor(Date.now() / 1000)
