import { askAbout } from '#lib/payments/ask-gateway.ts'
import { Payment } from '#lib/payments/payment.model.ts'
import { UNDECIDED } from '#lib/payments/payment-status.ts'
import { after, MINUTE, realTime } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** A message of a gateway may be lost: whoever was silent for so long is asked. */
const SILENCE = 5 * MINUTE

/** Asks the gateways about undecided payments that they have been silent about, and does what their answers mean. */
export async function askAboutPayments(silence = SILENCE): Promise<{ asked: number; failed: number }> {
  const tally = { asked: 0, failed: 0 }
  const since = after(realTime(), -silence)
  const silent = Payment.find({
    status: trusted({ $in: [...UNDECIDED] }),
    $or: [{ askedAt: null }, { askedAt: trusted({ $lte: since }) }],
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
