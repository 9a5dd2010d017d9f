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
  const until = clock()
  yield* pagesBy(new Date(0), async (from, limit) => {
    const found: DueUser[] = await User.find(
      { 'matching.dueAt': trusted({ $lte: until, $gte: from }) },
      { 'matching.dueAt': 1 },
    )
      .sort({ 'matching.dueAt': 1 })
      .limit(limit)
      .lean<DueUser[]>()
    return found.map(({ _id, matching }) => ({ at: matching.dueAt, id: _id.toHexString() }))
  })
}

interface DueUser {
  _id: Types.ObjectId
  matching: { dueAt: Date }
}

async function* toldPages(): AsyncGenerator<string[]> {
  const progress = await MatchingProgress.findById('events').lean()
  const until = realTime()
  const keep = (sentUntil: Date) =>
    MatchingProgress.updateOne({ _id: 'events' }, { $set: { sentUntil } }, { upsert: true })
  const begin = addMs(progress?.sentUntil ?? new Date(0), -OVERLAP_MS)
  yield* pagesBy(begin, async (from, limit) => {
    if (from > begin) await keep(from) // the pages up to here are handed out
    const events = await Outbox.find({ sentAt: trusted({ $gte: from, $lte: until }) }, { sentAt: 1, data: 1 })
      .sort({ sentAt: 1 })
      .limit(limit)
      .lean()
    return events.map(({ sentAt, data }) => ({ at: sentAt ?? until, id: data.craftsmanId }))
  })
  await keep(until)
}

interface Found {
  readonly at: Date
  readonly id: unknown
}

/**
 * The ids of what was found, a page at a time in the order of a time that several may share. The next page begins with
 * the last time again, so that none is left out; one that has no other time is read anew, twice as long.
 */
async function* pagesBy(
  begin: Date,
  read: (from: Date, limit: number) => Promise<readonly Found[]>,
): AsyncGenerator<string[]> {
  let [from, limit] = [begin, PAGE_SIZE]
  for (;;) {
    const found = await read(from, limit)
    yield [...new Set(found.map(({ id }) => id).filter(isId))]
    const last = found.at(-1)
    if (found.length < limit || !last) return
    limit = last.at.getTime() === from.getTime() ? limit * 2 : PAGE_SIZE
    from = last.at
  }
}
