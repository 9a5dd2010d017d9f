import type { Piastres } from '#lib/money/piastres.ts'

/** Money to hand to a craftsman. `payoutId` is ours and the idempotency key: the same one is paid once. */
export interface PayoutOrder {
  readonly payoutId: string
  readonly amount: Piastres
  readonly craftsmanId: string
  /** What the provider knows the craftsman's account by; at Stripe `acct_...`. */
  readonly destination: string
}

/**
 * What a provider said to a payout. `paid`: the money has left us and lies with the craftsman. `sent`: the provider
 * has taken the order and will tell later. `failed`: it has looked at this very order and not paid it; nothing left us.
 */
export interface PayoutAnswer {
  readonly outcome: 'paid' | 'sent' | 'failed'
  /** The provider's own name of it, for whoever looks it up there; null where it never gave one. */
  readonly providerId: string | null
  /** Its own code, for the log and for staff. */
  readonly reason?: string
}

/** How a payout stands when the provider is asked. `unknown`: it never heard of it, so it may be sent (again). */
export type PayoutState = PayoutAnswer | { readonly outcome: 'unknown' }

/**
 * Who hands money out. Its calls happen outside of transactions. `send` throws a LostAnswer (of the payment
 * gateways) where nobody knows whether it heard, then `stateOf` is asked before anything is sent again; and a
 * GatewayRefusal where it would not look at the order at all (keys, limits): nothing happened, later may do.
 */
export interface PayoutProvider {
  readonly send: (order: PayoutOrder) => Promise<PayoutAnswer>
  readonly stateOf: (order: PayoutOrder) => Promise<PayoutState>
}

/** A craftsman's account at a provider that has to know him before it pays him. */
export interface PayoutOnboarding {
  /** Opens an account for him, once: the same craftsman again has the same account. Answers its name there. */
  readonly openAccount: (craftsman: {
    readonly craftsmanId: string
    readonly email: string
  }) => Promise<string>
  /** Where he tells the provider about himself. Works once and for minutes only: never stored, never mailed. */
  readonly onboardingUrl: (
    accountId: string,
    back: { readonly returnUrl: string; readonly refreshUrl: string },
  ) => Promise<string>
  /** Whether it can be paid to. Coming back from onboarding does not say so; this does. */
  readonly isReady: (accountId: string) => Promise<boolean>
}
