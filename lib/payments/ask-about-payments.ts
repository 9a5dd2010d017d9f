import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { CLOSED, PENDING } from '#lib/model/payment-status.ts'
import { addMs, clock, DAY, MINUTE, realTime } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { type HandedOut, handOutAll, pagesOf } from '#lib/work/hand-out.ts'
import { queryQueue } from '#lib/work/work-queues.ts'

/** A gateway's webhook may be lost. After this time without news, we query the gateway. */
const POLL_AFTER_MS = 5 * MINUTE

/** A payment that failed or expired may have been paid after all. We query it for this long. */
const POLL_CLOSED_FOR_MS = 3 * DAY

/** How many times less often we query payments that failed or expired. */
const CLOSED_POLL_FACTOR = 72

/**
 * Hands out the payments without news, about which the gateways are to be queried: pending ones, and for some days also
 * those that failed or expired, since the webhook that one was paid after all may be lost. Those that were never asked
 * about come first.
 */
export function askAboutPayments(run: Run = UNLIMITED, silence = POLL_AFTER_MS): Promise<HandedOut> {
  const askedBefore = addMs(realTime(), -silence)
  const closedAskedBefore = addMs(realTime(), -CLOSED_POLL_FACTOR * silence)
  const closedSince = trusted({ $gte: addMs(clock(), -POLL_CLOSED_FOR_MS) })
  const isSilent = ({ _id, askedAt }: Pick<PaymentRecord, '_id' | 'askedAt'>) =>
    askedAt && askedAt > closedAskedBefore ? null : _id.toHexString()
  return handOutAll(run, [
    ...PENDING.flatMap((status) =>
      [null, trusted({ $lte: askedBefore })].map((askedAt) => {
        const silent = Payment.find({ status, askedAt }, { _id: 1 }).sort({ askedAt: 1 })
        return [queryQueue, 'askAboutPayment', pagesOf(silent.lean())] as const
      }),
    ),
    ...CLOSED.map((status) => {
      const closed = Payment.find({ status, updatedAt: closedSince }, { askedAt: 1 }).sort({ updatedAt: 1 })
      return [queryQueue, 'askAboutPayment', pagesOf(closed.lean(), isSilent)] as const
    }),
  ])
}
