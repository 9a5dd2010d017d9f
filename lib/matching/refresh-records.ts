import type { Types } from 'mongoose'
import { MatchingProgress } from '#lib/model/matching-progress.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { User } from '#lib/model/user.model.ts'
import { addMs, clock, MINUTE, realTime } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { type HandedOut, handOut } from '#lib/work/hand-out.ts'
import { workQueue } from '#lib/work/work-queues.ts'

const PAGE_SIZE = 500
/** Events are marked as sent side by side, so that the last minutes are looked at again. */
const OVERLAP_MS = 2 * MINUTE

const isId = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{24}$/.test(value)

/**
 * Hands out the craftsmen whose record is to be made anew: those of whom an event told since the last run, and those
 * for whom a time has passed (an invitation stayed unanswered, a review is revealed). The events are followed in the
 * order in which they were sent, a page at a time; a run that ends early is gone on with.
 */
export async function refreshRecords(run: Run = UNLIMITED): Promise<HandedOut> {
  const due = await handOut(workQueue, 'refreshRecord', duePages(), run)
  if (due.more) return due
  const told = await handOut(workQueue, 'refreshRecord', toldPages(), run)
  return { handedOut: due.handedOut + told.handedOut, more: told.more }
}

async function* duePages(): AsyncGenerator<string[]> {
  let after: { dueAt: Date; _id: Types.ObjectId } | null = null
  for (;;) {
    const found: DueUser[] = await User.find(
      { 'matching.dueAt': trusted({ $lte: clock(), ...(after && { $gte: after.dueAt }) }) },
      { 'matching.dueAt': 1 },
    )
      .sort({ 'matching.dueAt': 1 })
      .limit(PAGE_SIZE)
      .lean<DueUser[]>()
    const last = found.at(-1)
    yield found.map(({ _id }) => _id.toHexString())
    if (found.length < PAGE_SIZE || !last || after?._id.equals(last._id)) return
    after = { dueAt: last.matching.dueAt, _id: last._id }
  }
}

interface DueUser {
  _id: Types.ObjectId
  matching: { dueAt: Date }
}

async function* toldPages(): AsyncGenerator<string[]> {
  const progress = await MatchingProgress.findById('events').lean()
  let from = addMs(progress?.sentUntil ?? new Date(0), -OVERLAP_MS)
  const until = realTime()
  for (;;) {
    const events = await Outbox.find({ sentAt: trusted({ $gte: from, $lte: until }) }, { sentAt: 1, data: 1 })
      .sort({ sentAt: 1 })
      .limit(PAGE_SIZE)
      .lean()
    yield [...new Set(events.map(({ data }) => data.craftsmanId).filter(isId))]
    const last = events.at(-1)?.sentAt
    const isOver = events.length < PAGE_SIZE || !last || last.getTime() === from.getTime()
    const sentUntil = isOver ? until : last
    await MatchingProgress.updateOne({ _id: 'events' }, { $set: { sentUntil } }, { upsert: true })
    if (isOver) return
    from = last
  }
}
