import { Types } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { GatewayRefusedError, LostResponseError } from '#lib/gateways/payments/payments.ts'
import type { PayoutOnboarding } from '#lib/gateways/payouts/payouts.ts'
import { stripeOnboarding } from '#lib/gateways/payouts/stripe.ts'
import { PayoutAccount, type PayoutAccountRecord } from '#lib/model/payout-account.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { isDuplicate, objectId } from '#lib/platform/mongo.ts'
import { storeAccount } from '#lib/wallet/add-payout-account.ts'
import { toPayoutAccountView } from '#lib/wallet/payout-account.view.ts'

/**
 * Add one's own account at Stripe, or continue its onboarding:
 * 1. Stripe opens one account for each craftsman: a second request returns the same one
 * 2. it is stored as Onboarding until Stripe says that it can receive payouts; if it was deleted here, it is restored
 * 3. the response has the link to Stripe's onboarding; the link works once, so it is not stored
 * Stripe is called outside of transactions (PAYOUT_PROVIDER_UNAVAILABLE).
 */
export async function addStripeAccount(userId: UserId, stripe: PayoutOnboarding = stripeOnboarding) {
  const { PUBLIC_URL } = await config('site')
  const providerId = (await storedAccountOf(userId)) ?? (await openAccount(userId, stripe))
  const status = (await orUnavailable(stripe.isReady(providerId))) ? 'Ready' : 'Onboarding'
  const account = await storeOnce(userId, providerId, status)
  const view = toPayoutAccountView(account)
  if (status === 'Ready') return view
  const back = `${PUBLIC_URL.replace(/\/$/, '')}/wallet/payout-accounts`
  const links = { returnUrl: `${back}?done=1`, refreshUrl: back }
  return { ...view, onboardingUrl: await orUnavailable(stripe.onboardingUrl(providerId, links)) }
}

/** Our own record of the account: Stripe's idempotency keys expire after a day. */
async function storedAccountOf(userId: UserId): Promise<string | undefined> {
  const known = await PayoutAccount.findOne(
    { user: objectId(userId), kind: 'stripe' },
    { providerId: 1 },
  ).lean()
  return known?.providerId
}

async function openAccount(userId: UserId, stripe: PayoutOnboarding): Promise<string> {
  const { email } = await User.findById(userId, { email: 1 }).lean().orFail()
  return orUnavailable(stripe.openAccount({ craftsmanId: userId, email }))
}

async function storeOnce(
  userId: UserId,
  providerId: string,
  status: PayoutAccountRecord['status'],
): Promise<PayoutAccountRecord> {
  const at = clock()
  const known = await PayoutAccount.findOneAndUpdate(
    { providerId, user: objectId(userId) },
    { $set: { status, updatedAt: at }, $unset: { deletedAt: 1 } },
    { returnDocument: 'after' },
  ).lean()
  if (known) return known
  const account: PayoutAccountRecord = {
    _id: new Types.ObjectId(),
    user: objectId(userId),
    kind: 'stripe',
    label: `Stripe •••• ${providerId.slice(-4)}`,
    status,
    providerId,
    createdAt: at,
    updatedAt: at,
  }
  try {
    await storeAccount(account, userId)
    return account
  } catch (error) {
    if (isDuplicate(error, 'providerId')) return storeOnce(userId, providerId, status) // another request was faster
    throw error
  }
}

const orUnavailable = <T>(request: Promise<T>): Promise<T> =>
  request.catch((error: unknown) => {
    const isOfProvider = error instanceof GatewayRefusedError || error instanceof LostResponseError
    throw isOfProvider ? fail('PAYOUT_PROVIDER_UNAVAILABLE', { cause: error }) : error
  })
