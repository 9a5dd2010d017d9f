import type { GatewayName, PaymentMethod } from '#lib/model/gateway-names.ts'
import type { WebhookContent } from '#lib/model/webhook-content.ts'
import type { Locale } from '#lib/platform/locale.ts'
import type { Piastres } from '#lib/platform/piastres.ts'

/** A request to a gateway to open a payment. `reference` is our own, of fixed length, and never used again. */
export interface Charge {
  readonly paymentId: string
  /** 20 characters of 0-9 and A-Z: Fawry's merchantRefNum, Stripe's metadata.reference. */
  readonly reference: string
  readonly amount: Piastres
  readonly method: PaymentMethod
  /** The text that the payer reads; it contains no personal data. */
  readonly description: string
  /** Stripe's transfer group, which links a charge with its transfers: `job_<id>` or `wallet_<id>`. */
  readonly group: string
  readonly payer: {
    readonly id: string
    readonly name: string
    readonly email: string
    readonly phone: string | null
    readonly locale: Locale
  }
  readonly expiresAt: Date
  /** The page to which the payer's browser returns. */
  readonly returnUrl: string
}

/** What the app needs to let the user pay. */
export interface Checkout {
  /** The gateway's id of the payment (`pi_...`, Fawry's reference); null while it has none. */
  readonly gatewayPaymentId: string | null
  readonly clientSecret?: string
  readonly fawryReference?: string
  readonly redirectUrl?: string
}

/** What identifies a payment at its gateway. */
export interface PaymentKey {
  readonly paymentId: string
  readonly reference: string
  readonly gatewayPaymentId: string | null
  readonly amount: Piastres
}

/** The state of a payment at its gateway. `unknown`: the gateway does not know the payment. */
export type GatewayState =
  | { readonly state: 'unknown' }
  | { readonly state: 'pending' | 'failed' | 'expired' | 'cancelled'; readonly gatewayPaymentId: string }
  | {
      readonly state: 'paid' | 'refunded' | 'partlyRefunded'
      readonly gatewayPaymentId: string
      /** The requested amount that was received, without the fees that the payer bore. */
      readonly amount: Piastres
      /** Where it is not ours (EGP); the amount is then in its smallest unit. */
      readonly currency?: string
      /** How much of it the gateway says was refunded, if it says so. */
      readonly refunded?: Piastres
    }

/** An order to refund money. `refundId` is our own id and, with the amount, the idempotency key: the same order is carried out once. */
export interface RefundOrder {
  readonly refundId: string
  readonly payment: PaymentKey
  readonly amount: Piastres
  /** What the gateway has refunded of this payment besides, as far as we know, whoever ordered it. */
  readonly refundedBefore: Piastres
  /** It was never sent: what the gateway shows is not this one. */
  readonly isFirst?: boolean
  /**
   * Called right before it leaves for the gateway: from then on it may have been made. Where this answers false, somebody
   * has settled it meanwhile, and it is not sent.
   */
  readonly beforeSending?: () => Promise<boolean>
  /** The gateway made another refund, and nobody says of how much. */
  readonly isPartUnknown?: boolean
}

/**
 * The gateway's answer to a refund. `sent`: it will confirm later. `refused`: it cannot make this refund (for example
 * of cash paid at a Fawry outlet), so staff pay it another way.
 */
export interface RefundAnswer {
  readonly outcome: 'confirmed' | 'sent' | 'refused' | 'unknown'
  /** The gateway shows for certain that it has not made this refund, and how much it has refunded in all. */
  readonly unmade?: { readonly total: Piastres }
  /** It was never sent, and the gateway shows a refund of a part that nobody explains, and not of how much. */
  readonly isUnexplained?: true
}

/** Whether an order may leave for its gateway now. */
export const mayLeave = ({ beforeSending }: RefundOrder): Promise<boolean> =>
  beforeSending ? beforeSending() : Promise.resolve(true)

/** A verified message from a gateway, in one shape for both gateways. It contains only signed fields. */
export interface WebhookEvent {
  readonly gateway: GatewayName
  /** Identifies what the event says: a second delivery has the same key. */
  readonly key: string
  /** Our reference, if the message carries it. */
  readonly reference: string | null
  readonly gatewayPaymentId: string | null
  readonly content: WebhookContent
}

/**
 * A payment gateway. It is called outside of transactions. Every call throws a GatewayRefusedError if the gateway
 * refused, and a LostResponseError if it is unknown whether the gateway received the request: call `stateOf` before
 * trying again.
 */
export interface PaymentGateway {
  /** Opens a payment. The same charge again returns the same payment. */
  readonly open: (charge: Charge) => Promise<Checkout>
  readonly stateOf: (payment: PaymentKey) => Promise<GatewayState>
  /** Cancels an unpaid payment and returns its state afterwards (it may have been paid meanwhile). */
  readonly cancel: (payment: PaymentKey) => Promise<GatewayState>
  readonly refund: (order: RefundOrder) => Promise<RefundAnswer>
  /** The state of a refund whose response was lost. `unknown`: the gateway cannot say. */
  readonly stateOfRefund: (order: RefundOrder) => Promise<RefundAnswer>
  /** Verifies the signature over the raw bytes and reads the message. Throws BAD_SIGNATURE. */
  readonly readEvent: (
    raw: Buffer,
    headers: Readonly<Record<string, string | undefined>>,
  ) => Promise<WebhookEvent>
}

/** The gateway refused the request, so nothing changed there. */
export class GatewayRefusedError extends Error {
  readonly gateway: GatewayName
  /** The gateway's own code, for the log. */
  readonly reason: string

  constructor(gateway: GatewayName, reason: string, options?: ErrorOptions) {
    super(`${gateway} refused: ${reason}`, options)
    this.gateway = gateway
    this.reason = reason
  }
}

/** No response arrived, or one that cannot be read: the gateway may or may not have done what was requested. */
export class LostResponseError extends Error {
  readonly gateway: GatewayName

  constructor(gateway: GatewayName, options?: ErrorOptions) {
    super(`the answer of ${gateway} was lost`, options)
    this.gateway = gateway
  }
}
