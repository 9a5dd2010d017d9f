import {
  countDebts,
  countJobs,
  countJournals,
  countPayouts,
  countUsers,
} from '#lib/analytics/count-touched.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { trusted } from '#lib/platform/mongo.ts'
import type { Failures } from '#lib/work/work-off.ts'

/** The workers that count, by what they count. */
const WORKERS = {
  job: countJobs,
  user: countUsers,
  debt: countDebts,
  payout: countPayouts,
  journal: countJournals,
} as const
export type Counted = keyof typeof WORKERS

/** A message of the work queue, as a worker gets it. */
export interface CountMessage {
  readonly subject: Counted
  readonly ids: readonly string[]
}

/** What is marked as touched now, in the messages that a run of the schedule would send. */
export async function messagesOf(subjects: readonly Counted[], perMessage: number): Promise<CountMessage[]> {
  const marks = await Outbox.find({ touched: trusted({ $exists: true }) }, { touched: 1 }).lean()
  return subjects.flatMap((subject) => {
    const ids = [...new Set(marks.flatMap(({ touched = '' }) => idIn(touched, subject)))].toSorted()
    return Array.from({ length: Math.ceil(ids.length / perMessage) }, (_, page) => ({
      subject,
      ids: ids.slice(page * perMessage, (page + 1) * perMessage),
    }))
  })
}

const idIn = (mark: string, subject: Counted): string[] =>
  mark.startsWith(`${subject}:`) ? [mark.slice(subject.length + 1)] : []

/** A queue delivers what failed again, each id alone. */
const MAX_TRIES = 10

/** Delivers a message as its queue does: what failed comes again until it is done. */
export async function deliver({ subject, ids }: CountMessage): Promise<void> {
  let left: Failures = await WORKERS[subject](ids)
  for (let tries = 1; left.size > 0; tries += 1) {
    if (tries === MAX_TRIES) throw left.values().next().value
    const again = await Promise.all([...left.keys()].map((id) => WORKERS[subject]([id])))
    left = new Map(again.flatMap((failures) => [...failures]))
  }
}
