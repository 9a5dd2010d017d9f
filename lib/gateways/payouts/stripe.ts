import { callStripe } from '#lib/gateways/payments/stripe/call-stripe.ts'
import type { PayoutOnboarding, PayoutProvider } from '#lib/gateways/payouts/payouts.ts'

const transferGroupOf = (payoutId: string): string => `payout_${payoutId}`

/**
 * Payouts through Stripe Connect: a transfer from the platform's balance to the craftsman's connected account, made
 * only once for our idempotency key. Stripe either makes a transfer at once or refuses it: there is no `transfer.paid`
 * event to wait for.
 */
export const stripePayouts: PayoutProvider = {
  send: async ({ payoutId, amount, craftsmanId, destination }) => {
    const transfer = await callStripe((client) =>
      client.transfers.create(
        {
          amount,
          currency: 'egp',
          destination,
          transfer_group: transferGroupOf(payoutId),
          metadata: { payoutId, craftsmanId },
        },
        { idempotencyKey: `tr:${payoutId}` },
      ),
    )
    return { outcome: 'paid', providerId: transfer.id }
  },
  stateOf: async ({ payoutId }) => {
    const { data } = await callStripe((client) =>
      client.transfers.list({ transfer_group: transferGroupOf(payoutId), limit: 1 }),
    )
    const [transfer] = data
    if (!transfer) return { outcome: 'unknown' }
    return { outcome: transfer.reversed ? 'failed' : 'paid', providerId: transfer.id }
  },
}

/** Express accounts: Stripe identifies the craftsman itself, and `account.updated` reports when it can pay them. */
export const stripeOnboarding: PayoutOnboarding = {
  openAccount: async ({ craftsmanId, email }) => {
    const account = await callStripe((client) =>
      client.accounts.create(
        {
          type: 'express',
          country: 'EG',
          email,
          capabilities: { transfers: { requested: true } },
          metadata: { craftsmanId },
        },
        { idempotencyKey: `acct:${craftsmanId}` },
      ),
    )
    return account.id
  },
  onboardingUrl: async (account, { returnUrl, refreshUrl }) => {
    const link = await callStripe((client) =>
      client.accountLinks.create({
        account,
        type: 'account_onboarding',
        return_url: returnUrl,
        refresh_url: refreshUrl,
      }),
    )
    return link.url
  },
  isReady: async (account) =>
    (await callStripe((client) => client.accounts.retrieve(account))).payouts_enabled,
}
