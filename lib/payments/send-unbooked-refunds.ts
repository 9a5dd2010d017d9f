import { Payment } from '#lib/model/payment.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { type HandedOut, handOut, pagesOf } from '#lib/work/hand-out.ts'
import { orderQueue } from '#lib/work/work-queues.ts'

/** Money in another currency that is to be refunded now. */
export const isUnbookedDue = () =>
  ({ 'unbooked.status': 'Due', 'unbooked.nextTryAt': trusted({ $lte: clock() }) }) as const

/** Hands out the payments that brought money in another currency, which is to be refunded at their gateways. */
export function sendUnbookedRefunds(run: Run = UNLIMITED): Promise<HandedOut> {
  const due = Payment.find(isUnbookedDue(), { _id: 1 }).sort({ 'unbooked.nextTryAt': 1 })
  return handOut(orderQueue, 'sendUnbookedRefund', pagesOf(due.lean()), run)
}
