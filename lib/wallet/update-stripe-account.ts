import type { ClientSession } from 'mongoose'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** Stripe says whether it can pay to an account by now, in the caller's transaction; one that is not ours is passed over. */
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
