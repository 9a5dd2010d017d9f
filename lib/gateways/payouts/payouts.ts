import type { Piastres } from '#lib/platform/piastres.ts'

/** An order to pay a craftsman. `payoutId` is our own id and the idempotency key: the same payout is paid only once. */
export interface PayoutOrder {
  readonly payoutId: string
  readonly amount: Piastres
  readonly craftsmanId: string
  /** The provider's id of the craftsman's account; at Stripe `acct_...`. */
  readonly destination: string
}

/**
 * A provider's answer to a payout order. `paid`: the money has left us and the craftsman has it. `sent`: the provider
 * has accepted the order and reports the outcome later. `failed`: it examined this order and did not pay it; no money
 * left us.
 */
export interface PayoutAnswer {
  readonly outcome: 'paid' | 'sent' | 'failed'
  /** The provider's own id, to look the payout up there; null if it gave none. */
  readonly providerId: string | null
  /** The provider's own code, for the log and for staff. */
  readonly reason?: string
}

/** The state of a payout at the provider. `unknown`: it never received the order, so the order may be sent (again). */
export type PayoutState = PayoutAnswer | { readonly outcome: 'unknown' }

/**
 * A provider that pays craftsmen. It is called outside of transactions. `send` throws a LostResponseError (of the
 * payment gateways) if it is unknown whether the provider received the order: call `stateOf` before sending again. It
 * throws a GatewayRefusedError if the provider did not examine the order at all (keys, limits): nothing happened, and
 * a later try may succeed.
 */
export interface PayoutProvider {
  readonly send: (order: PayoutOrder) => Promise<PayoutAnswer>
  readonly stateOf: (order: PayoutOrder) => Promise<PayoutState>
}

/** Opens accounts for craftsmen at a provider that has to identify them before it pays them. */
export interface PayoutOnboarding {
  /** Opens an account for a craftsman and returns its id. The same craftsman always gets the same account. */
  readonly openAccount: (craftsman: {
    readonly craftsmanId: string
    readonly email: string
  }) => Promise<string>
  /** The page where craftsmen give the provider their details. It works once, for minutes: never store or e-mail it. */
  readonly onboardingUrl: (
    accountId: string,
    back: { readonly returnUrl: string; readonly refreshUrl: string },
  ) => Promise<string>
  /** Whether the account can be paid to. Returning from onboarding does not prove it; only this does. */
  readonly isReady: (accountId: string) => Promise<boolean>
}
