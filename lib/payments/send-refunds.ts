import { Refund } from '#lib/model/refund.model.ts'
import type { RefundStatus } from '#lib/model/refund-status.ts'
import { silentChargebacks } from '#lib/payments/silent-chargebacks.ts'
import { clock } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { type HandedOut, handOutAll, pagesOf } from '#lib/work/hand-out.ts'
import { orderQueue, queryQueue, workQueue } from '#lib/work/work-queues.ts'

/**
 * Hands out the refunds that are due: first those that no gateway has been told of, then those that a gateway is asked
 * about. These have a queue of their own, so that a silent gateway holds up no new refund. Refunds that wait for a bank
 * which is silent for too long are found by their payments: some of them are due for nobody else.
 */
export function sendRefunds(run: Run = UNLIMITED): Promise<HandedOut> {
  const dueIn = (status: RefundStatus) =>
    pagesOf(
      Refund.find({ status, nextTryAt: trusted({ $lte: clock() }) }, { _id: 1 })
        .sort({ nextTryAt: 1 })
        .lean(),
    )
  return handOutAll(run, [
    [orderQueue, 'sendRefund', dueIn('Requested')],
    [queryQueue, 'followRefund', dueIn('Unknown')],
    [queryQueue, 'followRefund', dueIn('Sent')],
    [workQueue, 'endSilentChargeback', silentChargebacks()],
  ])
}
