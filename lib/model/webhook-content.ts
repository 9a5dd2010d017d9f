import type { Piastres } from '#lib/platform/piastres.ts'

/** What a verified message from a gateway says, in one shape for all gateways. */
export type WebhookContent =
  /** `currency`: where it is not ours (EGP); `amount` is then in its smallest unit. */
  | { readonly kind: 'paid'; readonly amount: Piastres; readonly currency?: string }
  | { readonly kind: 'failed' | 'expired' | 'cancelled' }
  /** `refundId` is our own id, if the gateway's message has it. `whole`: the whole payment was refunded. */
  | {
      readonly kind: 'refunded'
      readonly refundId: string | null
      readonly whole: boolean
      /** How much was refunded in all, where the gateway says so when it is asked. */
      readonly total?: Piastres
      /** Of the refund that is named, where the gateway says it. */
      readonly amount?: Piastres
    }
  /** A refund that we did not order, by the gateway's id, or that such a one has failed. */
  | {
      readonly kind: 'refundedElsewhere' | 'refundElsewhereFailed'
      readonly refundId: string
      readonly amount: Piastres
    }
  /** How much of the payment was refunded in all, by us or not. `mayBeOld`: a message, which may be older than one that a refund has failed, and still count that refund. */
  | { readonly kind: 'refundedInAll'; readonly total: Piastres; readonly mayBeOld?: true }
  | { readonly kind: 'refundFailed'; readonly refundId: string | null }
  /**
   * The payer's bank took the money back (`amount`), or returned it to us. It may do so again: `movement` is the gateway's
   * id of this time, where its message has one.
   */
  | {
      readonly kind: 'chargedBack' | 'chargebackReversed'
      readonly amount: Piastres
      readonly chargebackId: string
      readonly movement?: string
    }
  /** The bank decided that it does not return it. `returned`: how often it had returned it before, where that is known. */
  | {
      readonly kind: 'chargebackLost'
      readonly amount: Piastres
      readonly chargebackId: string
      readonly returned?: number
    }
  /** A payout account at the gateway changed. */
  | { readonly kind: 'payoutAccount'; readonly accountId: string; readonly ready: boolean }
  /** A message that does not concern us: it is stored and acknowledged. */
  | { readonly kind: 'other'; readonly type: string }
