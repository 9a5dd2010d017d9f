import type { ClientSession } from 'mongoose'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** Stores whether Stripe can pay to an account, in the caller's transaction. An account that is not ours is ignored. */
export async function updateStripeAccount(
  tx: ClientSession,
  { accountId, ready }: { readonly accountId: string; readonly ready: boolean },
): Promise<void> {
  await PayoutAccount.updateOne(
    { providerId: accountId, deletedAt: trusted({ $exists: false }) },
    { $set: { status: ready ? 'Ready' : 'Onboarding', updatedAt: clock() } },
    { session: tx },
  )
}
