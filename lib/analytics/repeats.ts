import type { ClientSession, Types } from 'mongoose'
import { dayOf } from '#lib/analytics/calendar.ts'
import { REPEAT_MS } from '#lib/analytics/people.ts'
import { AnalyticsFact, type AnalyticsFactRecord } from '#lib/model/analytics-fact.model.ts'
import type { Entry } from '#lib/model/analytics-kinds.ts'
import { addMs } from '#lib/platform/clock.ts'
import { rawCollection } from '#lib/platform/raw-collection.ts'

/** A completed job, as far as it matters for whether its client came back. */
export type DoneFact = Pick<
  AnalyticsFactRecord,
  '_id' | 'client' | 'craftsman' | 'done' | 'category' | 'governorate' | 'isRepeat' | 'isRebooked'
>

const FIELDS = {
  client: 1,
  craftsman: 1,
  done: 1,
  category: 1,
  governorate: 1,
  isRepeat: 1,
  isRebooked: 1,
} as const

export interface Returned {
  readonly isRepeat: boolean
  readonly isRebooked: boolean
}

/**
 * For each of one client's completed jobs, in the order of time: whether they had another one completed in the 90 days
 * before it, and one by the same craftsman. Two at the same instant come in the order of their ids.
 */
export function returnsOf(jobs: readonly DoneFact[]): ReadonlyMap<string, Returned> {
  const last = new Map<string, Date>()
  const returns = new Map<string, Returned>()
  for (const { _id, craftsman, done } of jobs.toSorted(inOrder)) {
    if (!done) continue
    const isWithin = (key: string) => {
      const before = last.get(key)
      return before !== undefined && done.getTime() - before.getTime() <= REPEAT_MS
    }
    const by = craftsman?.toHexString() ?? ''
    returns.set(_id, { isRepeat: isWithin('anybody'), isRebooked: isWithin(by) })
    last.set('anybody', done).set(by, done)
  }
  return returns
}

const inOrder = (a: DoneFact, b: DoneFact): number =>
  (a.done?.getTime() ?? 0) - (b.done?.getTime() ?? 0) || (a._id < b._id ? -1 : 1)

/** What a completed job adds because its client came back. */
export function entryOfReturn(fact: DoneFact & Partial<Returned>): Entry[] {
  const { client, done, category = null, governorate = null, isRepeat, isRebooked } = fact
  if (!client || !done || (!isRepeat && !isRebooked)) return []
  const counts = { ...(isRepeat && { repeat: 1 }), ...(isRebooked && { rebooked: 1 }) }
  return [{ kind: 'done', day: dayOf(done), category, governorate, person: client.toHexString(), counts }]
}

/** Around which completions a client's other jobs may be affected by a change. */
export interface Span {
  readonly client: Types.ObjectId
  readonly from: Date
  readonly to: Date
}

/** The completed jobs of clients from 90 days before a change to 90 days after it, along the index by client. */
export async function readAround(
  tx: ClientSession,
  generation: number,
  spans: readonly Span[],
): Promise<readonly DoneFact[]> {
  if (spans.length === 0) return []
  const $or = spans.map(({ client, from, to }) => ({
    generation,
    client,
    done: { $exists: true, $gte: addMs(from, -REPEAT_MS), $lte: addMs(to, REPEAT_MS) },
  }))
  return rawCollection<AnalyticsFactRecord>(AnalyticsFact)
    .find({ $or }, { session: tx, projection: FIELDS, hint: 'ofClient' })
    .toArray()
}
