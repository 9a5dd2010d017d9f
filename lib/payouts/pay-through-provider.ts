import { Payout } from '#lib/model/payout.model.ts'
import type { PayoutStatus } from '#lib/model/payout-status.ts'
import type { Run } from '#lib/platform/run.ts'
import { type HandedOut, handOutAll, pagesOf } from '#lib/work/hand-out.ts'
import { orderQueue, queryQueue } from '#lib/work/work-queues.ts'

/**
 * Hands out the batched payouts that the provider is to pay, the oldest first, and beside them those that it has not
 * confirmed, so that it is asked about them. Each have a queue of their own: a payout that waits for its provider never
 * stands before one that can be paid, nor the other way round.
 */
export const handOutPayouts = (run: Run): Promise<HandedOut> =>
  handOutAll(run, [
    [orderQueue, 'sendPayout', payoutsIn('Batched')],
    [queryQueue, 'followPayout', payoutsIn('Unknown')],
    [queryQueue, 'followPayout', payoutsIn('Sent')],
  ])

const payoutsIn = (status: PayoutStatus) =>
  pagesOf(Payout.find({ kind: 'stripe', status }, { _id: 1 }).sort({ requestedAt: 1 }).lean())
