import { createDispute } from '#lib/disputes/create-dispute.ts'
import { resolveDispute } from '#lib/disputes/resolve-dispute.ts'
import type { PaymentType } from '#lib/model/job-status.ts'
import type { DisputeId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aConfirmedJob, aJobIn } from '#lib/testing/jobs.ts'
import { aModerator, type Somebody } from '#lib/testing/people.ts'

export const GROUNDS = { reason: 'It still leaks', description: 'The cupboard is wet every morning' }

/** How staff split what a dispute holds, in piastres; the job counts as completed by default. */
export interface Decision {
  readonly to?: 'Completed' | 'Cancelled'
  readonly client: number
  readonly craftsman: number
  readonly waiveFee?: boolean
}

/** Staff decide a dispute; a moderator of their own by default. */
export const decide = async (
  disputeId: DisputeId,
  { to = 'Completed', client, craftsman, ...rest }: Decision,
  staff?: Somebody,
) =>
  resolveDispute(
    disputeId,
    {
      decision: to,
      note: 'As the photos show',
      clientAmount: asPiastres(client),
      craftsmanAmount: asPiastres(craftsman),
      ...rest,
    },
    staff ?? (await aModerator()),
  )

/** A job of EGP 2,000 whose dispute was decided: by default before its money was released. */
export async function aDecidedJob(
  first: Decision,
  { paymentType = 'Escrow' as PaymentType, isReleased = false } = {},
) {
  const overrides = { paymentType, price: 200_000 }
  const job = isReleased ? await aConfirmedJob(overrides) : await aJobIn('Completed', overrides)
  const disputeId = (await createDispute({ jobId: job.jobId, ...GROUNDS }, job.client)).id as DisputeId
  const staff = await aModerator()
  await decide(disputeId, first, staff)
  return { ...job, disputeId, staff }
}
