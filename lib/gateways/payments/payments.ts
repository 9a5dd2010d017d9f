import type { GatewayName, PaymentMethod } from '#lib/money/gateways.ts'
import type { Piastres } from '#lib/money/piastres.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** A payment as the gateway is asked for it. `reference` is ours, fixed in length, and unique for ever. */
export interface Charge {
  readonly paymentId: string
  /** 20 characters of 0-9 and A-Z: Fawry's merchantRefNum, Stripe's metadata.reference. */
  readonly reference: string
  readonly amount: Piastres
  readonly method: PaymentMethod
  /** What the payer reads, without personal data. */
  readonly description: string
  /** Groups a charge with its transfers at Stripe: `job_<id>` or `wallet_<id>`. */
  readonly group: string
  readonly payer: {
    readonly id: string
    readonly name: string
    readonly email: string
    readonly phone: string | null
    readonly locale: Locale
  }
  readonly expiresAt: Date
  /** Where the payer's browser comes back to. */
  readonly returnUrl: string
}

/** What the app needs to let its user pay. */
export interface Checkout {
  /** What the gateway calls the payment (`pi_...`, Fawry's reference); null where it has no name yet. */
  readonly gatewayPaymentId: string | null
  readonly clientSecret?: string
  readonly fawryReference?: string
  readonly redirectUrl?: string
}

/** What a payment is found by at its gateway. */
export interface PaymentKey {
  readonly paymentId: string
  readonly reference: string
  readonly gatewayPaymentId: string | null
  readonly amount: Piastres
}

/** How a payment stands at its gateway. `unknown`: it has never heard of it. */
export type GatewayState =
  | { readonly state: 'unknown' }
  | { readonly state: 'pending' | 'failed' | 'expired' | 'cancelled'; readonly gatewayPaymentId: string }
  | {
      readonly state: 'paid' | 'refunded' | 'partlyRefunded'
      readonly gatewayPaymentId: string
      /** What was asked for and came in; fees that the payer bore are apart. */
      readonly amount: Piastres
    }

/** Money to give back. `refundId` is ours and the idempotency key; the same one is given back once. */
export interface RefundOrder {
  readonly refundId: string
  readonly payment: PaymentKey
  readonly amount: Piastres
  /** What was given back of this payment before, all told. */
  readonly refundedBefore: Piastres
}

/**
 * What the gateway said to a refund. `sent`: it will confirm later; `refused`: it cannot pay this back (a
 * Fawry cash payment): staff pays it by another way.
 */
export type RefundAnswer = { readonly outcome: 'confirmed' | 'sent' | 'refused' | 'unknown' }

/** A verified message of a gateway, in one shape for both. Only signed fields are in it. */
export interface GatewayEvent {
  readonly gateway: GatewayName
  /** Unique for what the event says: a second delivery has the same one. */
  readonly key: string
  /** Our reference, where the message carries it. */
  readonly reference: string | null
  readonly gatewayPaymentId: string | null
  readonly happened:
    | { readonly kind: 'paid'; readonly amount: Piastres }
    | { readonly kind: 'failed' | 'expired' | 'cancelled' }
    /** `refundId`: ours, where the gateway carries it. */
    | { readonly kind: 'refunded'; readonly refundId: string | null; readonly whole: boolean }
    | { readonly kind: 'refundFailed'; readonly refundId: string | null }
    /** The payer's bank took the money back (`amount`), or gave it back to us. */
    | {
        readonly kind: 'chargedBack' | 'chargebackReversed'
        readonly amount: Piastres
        readonly chargebackId: string
      }
    /** A payout account at the gateway changed. */
    | { readonly kind: 'payoutAccount'; readonly accountId: string; readonly ready: boolean }
    /** Nothing that concerns us; kept, answered, done. */
    | { readonly kind: 'other'; readonly type: string }
}

/**
 * A gateway. Its calls happen outside of transactions. Each throws a GatewayRefusal where the gateway said no,
 * and a LostAnswer where nobody knows whether it heard: then it is asked (`stateOf`) before anything is tried again.
 */
export interface PaymentGateway {
  /** Opens a payment; the same charge again answers the same payment. */
  readonly open: (charge: Charge) => Promise<Checkout>
  readonly stateOf: (payment: PaymentKey) => Promise<GatewayState>
  /** Ends a payment that was not paid; answers how it stands then (it may be paid meanwhile). */
  readonly cancel: (payment: PaymentKey) => Promise<GatewayState>
  readonly refund: (order: RefundOrder) => Promise<RefundAnswer>
  /** How a refund stands, after an answer was lost. `unknown`: the gateway cannot tell. */
  readonly stateOfRefund: (order: RefundOrder) => Promise<RefundAnswer>
  /** Checks the signature over the raw bytes and reads the message; throws BAD_SIGNATURE. */
  readonly readEvent: (
    raw: Buffer,
    headers: Readonly<Record<string, string | undefined>>,
  ) => Promise<GatewayEvent>
}

/** The gateway answered, and the answer is no. Nothing happened there. */
export class GatewayRefusal extends Error {
  readonly gateway: GatewayName
  /** The gateway's own code, for the log. */
  readonly reason: string

  constructor(gateway: GatewayName, reason: string, options?: ErrorOptions) {
    super(`${gateway} refused: ${reason}`, options)
    this.gateway = gateway
    this.reason = reason
  }
}

/** No answer came, or one that says nothing: it may have happened there, or not. */
export class LostAnswer extends Error {
  readonly gateway: GatewayName

  constructor(gateway: GatewayName, options?: ErrorOptions) {
    super(`the answer of ${gateway} was lost`, options)
    this.gateway = gateway
  }
}
