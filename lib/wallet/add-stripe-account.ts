import { type ClientSession, Types } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { GatewayRefusedError, LostResponseError } from '#lib/gateways/payments/payments.ts'
import type { PayoutOnboarding } from '#lib/gateways/payouts/payouts.ts'
import { stripeOnboarding } from '#lib/gateways/payouts/stripe.ts'
import { PayoutAccount, type PayoutAccountRecord } from '#lib/model/payout-account.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate, objectId } from '#lib/platform/mongo.ts'
import { storeAccount } from '#lib/wallet/add-payout-account.ts'
import { KIND_NAMES, toPayoutAccountView } from '#lib/wallet/payout-account.view.ts'

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
  const known = await inTransaction((tx) => restore(tx, userId, providerId, { status, updatedAt: at }))
  if (known) return known
  const account: PayoutAccountRecord = {
    _id: new Types.ObjectId(),
    user: objectId(userId),
    kind: 'stripe',
    label: `${KIND_NAMES.stripe.en} •••• ${providerId.slice(-4)}`,
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

/** Sets the state of an account that is stored, and restores it if it was removed here. Null if it is not stored. */
async function restore(
  tx: ClientSession,
  userId: UserId,
  providerId: string,
  state: Pick<PayoutAccountRecord, 'status' | 'updatedAt'>,
): Promise<PayoutAccountRecord | null> {
  const before = await PayoutAccount.findOneAndUpdate(
    { providerId, user: objectId(userId) },
    { $set: state, $unset: { deletedAt: 1 } },
    { returnDocument: 'before', session: tx },
  ).lean()
  if (!before) return null
  const { deletedAt, ...account } = before
  if (deletedAt) {
    const target = { kind: 'PayoutAccount', id: idOf<'PayoutAccount'>(before._id) }
    await logActivity(tx, { actor: userId, action: 'payoutAccount.add', target, details: { kind: 'stripe' } })
  }
  return { ...account, ...state }
}

const orUnavailable = <T>(request: Promise<T>): Promise<T> =>
  request.catch((error: unknown) => {
    const isOfProvider = error instanceof GatewayRefusedError || error instanceof LostResponseError
    throw isOfProvider ? fail('PAYOUT_PROVIDER_UNAVAILABLE', { cause: error }) : error
  })
