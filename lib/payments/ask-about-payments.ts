import { Payment } from '#lib/model/payment.model.ts'
import { CLOSED, PENDING } from '#lib/model/payment-status.ts'
import { queryPayment } from '#lib/payments/query-gateway.ts'
import { addMs, clock, DAY, MINUTE, realTime } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** A gateway's webhook may be lost. After this time without news, we query the gateway. */
const POLL_AFTER_MS = 5 * MINUTE

/** A payment that failed or expired may have been paid after all. We query it for this long. */
const POLL_CLOSED_FOR_MS = 3 * DAY

/** How many times less often we query payments that failed or expired. */
const CLOSED_POLL_FACTOR = 72

/**
 * Queries the gateways about payments without news, and applies what they answer. It queries pending payments, and for
 * some days also those that failed or expired: the webhook that one was paid after all may be lost.
 */
export async function askAboutPayments(silence = POLL_AFTER_MS): Promise<{ asked: number; failed: number }> {
  const tally = { asked: 0, failed: 0 }
  const silentFor = (ms: number) => [
    { askedAt: null },
    { askedAt: trusted({ $lte: addMs(realTime(), -ms) }) },
  ]
  const silent = Payment.find({
    $or: [
      { status: trusted({ $in: [...PENDING] }), $or: silentFor(silence) },
      {
        status: trusted({ $in: [...CLOSED] }),
        updatedAt: trusted({ $gte: addMs(clock(), -POLL_CLOSED_FOR_MS) }),
        $or: silentFor(CLOSED_POLL_FACTOR * silence),
      },
    ],
  })
    .sort({ askedAt: 1 })
    .lean()
    .cursor()
  for await (const payment of silent) {
    try {
      await queryPayment(payment)
      tally.asked += 1
    } catch (error) {
      tally.failed += 1
      log.error('the gateway could not be queried about a payment', {
        paymentId: idOf<'Payment'>(payment._id),
        error,
      })
    }
  }
  return tally
}
