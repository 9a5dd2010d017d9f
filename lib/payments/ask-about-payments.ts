import { askAbout } from '#lib/payments/ask-gateway.ts'
import { Payment } from '#lib/payments/payment.model.ts'
import { CLOSED, UNDECIDED } from '#lib/payments/payment-status.ts'
import { after, clock, DAY, MINUTE, realTime } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** A message of a gateway may be lost: whoever was silent for so long is asked. */
const SILENCE = 5 * MINUTE

/** A payer whose card was declined, or whose order ran out, may have paid all the same: for so long it is looked into. */
const AFTERWARDS = 3 * DAY

/** How many times rarer those are asked about. */
const RARER = 72

/**
 * Asks the gateways about payments that they have been silent about, and does what their answers mean: about undecided
 * ones, and for days more about those that failed or expired, since the message that one came in after all may be lost.
 */
export async function askAboutPayments(silence = SILENCE): Promise<{ asked: number; failed: number }> {
  const tally = { asked: 0, failed: 0 }
  const silentFor = (ms: number) => [
    { askedAt: null },
    { askedAt: trusted({ $lte: after(realTime(), -ms) }) },
  ]
  const silent = Payment.find({
    $or: [
      { status: trusted({ $in: [...UNDECIDED] }), $or: silentFor(silence) },
      {
        status: trusted({ $in: [...CLOSED] }),
        updatedAt: trusted({ $gte: after(clock(), -AFTERWARDS) }),
        $or: silentFor(RARER * silence),
      },
    ],
  })
    .sort({ askedAt: 1 })
    .lean()
    .cursor()
  for await (const payment of silent) {
    try {
      await askAbout(payment)
      tally.asked += 1
    } catch (error) {
      tally.failed += 1
      log.error('a payment could not be asked about', { paymentId: idOf<'Payment'>(payment._id), error })
    }
  }
  return tally
}
