import { Verification } from '#lib/model/verification.model.ts'
import { addMs, MINUTE, realTime } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { type HandedOut, handOut, pagesOf } from '#lib/work/hand-out.ts'
import { workQueue } from '#lib/work/work-queues.ts'

/** A function lives for seconds. What is not stored by then never will be. */
export const GIVEN_UP_MS = 15 * MINUTE

/**
 * Hands out the submissions with an upload that crashed half-way, those of the longest ago first; runs each hour. The
 * worker is `deleteAbandonedUploads`.
 */
export function sweepUploads(run: Run = UNLIMITED): Promise<HandedOut> {
  const before = addMs(realTime(), -GIVEN_UP_MS)
  const found = Verification.find(
    {
      verificationDocs: trusted({ $elemMatch: { status: 'Uploading', startedAt: { $lt: before } } }),
      'verificationDocs.status': 'Uploading',
    },
    { _id: 1 },
  ).sort({ _id: 1 })
  return handOut(workQueue, 'sweepUploads', pagesOf(found.lean()), run)
}
