import { DeletionRequest } from '#lib/model/deletion-request.model.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { type HandedOut, handOut, pagesOf } from '#lib/work/hand-out.ts'
import { erasureQueue } from '#lib/work/work-queues.ts'

/** Hands out the accounts that are due to be erased, whose erasure is not over, or that are looked at once more. */
export const handOutErasures = (run: Run = UNLIMITED): Promise<HandedOut> =>
  handOut(erasureQueue, 'eraseAccount', dueErasures(), run)

async function* dueErasures(): AsyncGenerator<readonly string[]> {
  const due = { dueAt: trusted({ $lte: clock() }) }
  const ids = { _id: 1 } as const
  yield* pagesOf(
    DeletionRequest.find({ status: 'Waiting', ...due }, ids)
      .sort({ dueAt: 1 })
      .lean(),
  )
  yield* pagesOf(DeletionRequest.find({ status: 'Erasing' }, ids).sort({ dueAt: 1 }).lean())
  const again = { status: 'Erased' as const, recheckAt: trusted({ $lte: realTime() }) }
  yield* pagesOf(DeletionRequest.find(again, ids).lean())
}
