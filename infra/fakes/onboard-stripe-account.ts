import { CannotActError, postToFakeOf } from '#infra/fakes/gateway-fakes.ts'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { User } from '#lib/model/user.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { addStripeAccount } from '#lib/wallet/add-stripe-account.ts'

/**
 * Plays a craftsman's onboarding at Stripe: opens the account if there is none, and the fake of Stripe says in a signed
 * webhook that it can be paid to. Returns the account after the effect; null if there is no such user.
 */
export async function onboardStripeAccount(userId: UserId) {
  const user = await User.findById(userId, { role: 1 }).lean()
  if (!user) return null
  if (user.role !== 'Craftsman') throw new CannotActError('Only craftsmen have an account at Stripe')
  if (!(await stripeIdOf(userId))) await addStripeAccount(userId)
  await postToFakeOf('Stripe', `/accounts/${await stripeIdOf(userId)}/approve`, {})
  return addStripeAccount(userId)
}

async function stripeIdOf(userId: UserId): Promise<string | undefined> {
  const account = await PayoutAccount.findOne({ user: objectId(userId), kind: 'stripe' }).lean()
  return account?.providerId
}
