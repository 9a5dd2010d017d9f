import { callStripe } from '#lib/gateways/payments/stripe/call-stripe.ts'
import type { PayoutOnboarding, PayoutProvider } from '#lib/gateways/payouts/payouts.ts'

const groupOf = (payoutId: string): string => `payout_${payoutId}`

/**
 * Payouts by Stripe Connect: a transfer from the platform's balance to the craftsman's connected account, once for our
 * key. A transfer has no "paid" message of its own: it is made, or it is refused (there is no `transfer.paid`).
 */
export const stripePayouts: PayoutProvider = {
  send: async ({ payoutId, amount, craftsmanId, destination }) => {
    const transfer = await callStripe((client) =>
      client.transfers.create(
        {
          amount,
          currency: 'egp',
          destination,
          transfer_group: groupOf(payoutId),
          metadata: { payoutId, craftsmanId },
        },
        { idempotencyKey: `tr:${payoutId}` },
      ),
    )
    return { outcome: 'paid', providerId: transfer.id }
  },
  stateOf: async ({ payoutId }) => {
    const { data } = await callStripe((client) =>
      client.transfers.list({ transfer_group: groupOf(payoutId), limit: 1 }),
    )
    const [transfer] = data
    if (!transfer) return { outcome: 'unknown' }
    return { outcome: transfer.reversed ? 'failed' : 'paid', providerId: transfer.id }
  },
}

/** Express accounts: Stripe asks the craftsman who he is, and tells by `account.updated` when it can pay him. */
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
