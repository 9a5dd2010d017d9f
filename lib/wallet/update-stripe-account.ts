import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** Stores whether Stripe can pay to an account, in the caller's transaction. An account that is not ours is ignored. */
export async function updateStripeAccount(
  tx: ClientSession,
  { accountId, ready }: { readonly accountId: string; readonly ready: boolean },
): Promise<void> {
  const status = ready ? 'Ready' : 'Onboarding'
  const before = await PayoutAccount.findOneAndUpdate(
    { providerId: accountId, deletedAt: trusted({ $exists: false }) },
    { $set: { status, updatedAt: clock() } },
    { session: tx, projection: { status: 1 } },
  ).lean()
  if (!before || before.status === status) return
  const target = { kind: 'PayoutAccount', id: idOf<'PayoutAccount'>(before._id) }
  await logActivity(tx, { actor: null, action: 'payoutAccount.update', target, details: { status } })
}
