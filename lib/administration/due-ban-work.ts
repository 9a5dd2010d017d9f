import { User } from '#lib/model/user.model.ts'
import { realTime } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { type HandedOut, handOut, pagesOf } from '#lib/work/hand-out.ts'
import { orderQueue } from '#lib/work/work-queues.ts'

/**
 * Hands out the accounts whose ban, or its end, still has something to do now, the longest due first. The worker is
 * `applyBanWork`.
 */
export function applyDueBanWork(run: Run = UNLIMITED): Promise<HandedOut> {
  const due = User.find({ 'banWork.dueAt': trusted({ $lte: realTime() }) }, { _id: 1 })
  return handOut(orderQueue, 'applyBanWork', pagesOf(due.sort({ 'banWork.dueAt': 1 }).lean()), run)
}
