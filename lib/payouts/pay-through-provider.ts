import { Payout } from '#lib/model/payout.model.ts'
import type { PayoutStatus } from '#lib/model/payout-status.ts'
import type { Run } from '#lib/platform/run.ts'
import { type HandedOut, handOut, handOutAll, pagesOf } from '#lib/work/hand-out.ts'
import { orderQueue, queryQueue } from '#lib/work/work-queues.ts'

/** Hands out the batched payouts that the provider is to pay, the oldest first. */
export function payThroughProvider(run: Run): Promise<HandedOut> {
  return handOut(orderQueue, 'sendPayout', payoutsIn('Batched'), run)
}

/**
 * Hands out the payouts that the provider has not confirmed, so that it is asked about them. They have a queue of their
 * own: a payout that waits for its provider never stands before one that can be paid.
 */
export function askAboutPayouts(run: Run): Promise<HandedOut> {
  return handOutAll(run, [
    [queryQueue, 'followPayout', payoutsIn('Unknown')],
    [queryQueue, 'followPayout', payoutsIn('Sent')],
  ])
}

const payoutsIn = (status: PayoutStatus) =>
  pagesOf(Payout.find({ kind: 'stripe', status }, { _id: 1 }).sort({ requestedAt: 1 }).lean())
