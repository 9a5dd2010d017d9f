import type { ClientSession } from 'mongoose'
import { CellChanges } from '#lib/analytics/cells.ts'
import { count, type Subject, SUBJECTS } from '#lib/analytics/count.ts'
import { readGeneration } from '#lib/analytics/generation.ts'
import { entryOfPush } from '#lib/analytics/other-entries.ts'
import { addToCells } from '#lib/analytics/write-cells.ts'
import { Job } from '#lib/model/job.model.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { idOf, type JobId, type NotificationId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { type HandedOut, handOut, handOutAll, pagesOf } from '#lib/work/hand-out.ts'
import type { Failures } from '#lib/work/work-off.ts'
import { workQueue } from '#lib/work/work-queues.ts'

const TASK_OF = {
  job: 'countJobs',
  user: 'countUsers',
  debt: 'countDebts',
  payout: 'countPayouts',
  journal: 'countJournals',
} as const satisfies Record<Subject, string>

/**
 * Hands out what was touched since reports counted it, the longest ago first:
 * 1. jobs, accounts, debts, withdrawals and journals without a job that an event or a mark names; each once, however
 *    often it was touched
 * 2. every job of a category that has a new name
 * 3. pushes that a push service has accepted
 * While a rebuild is under way, everything waits for it.
 */
export async function countTouched(run: Run = UNLIMITED): Promise<HandedOut> {
  if ((await readGeneration()).isRebuilding) return { handedOut: 0, more: true }
  const pushes = Notification.find({ uncounted: true }, { _id: 1 })
    .sort({ pushedAt: 1 })
    .hint('uncountedPushes')
  const counted = await handOutAll(run, [
    ...SUBJECTS.map(
      (subject) => [workQueue, TASK_OF[subject], pagesOf(touched(subject), idIn(subject))] as const,
    ),
    [workQueue, 'countPushes', pagesOf(pushes.lean())],
  ])
  const renamed = await countRenamed(run)
  return { handedOut: counted.handedOut + renamed.handedOut, more: counted.more || renamed.more }
}

/** Marks of one kind of subject: its ids are what follows `job:`, and `;` is the character after `:`. */
const touched = (subject: Subject | 'category') =>
  Outbox.find({ touched: trusted({ $gte: `${subject}:`, $lt: `${subject};` }) }, { touched: 1 })
    .sort({ touched: 1, _id: 1 })
    .hint('uncountedOf')
    .lean<{ _id: never; touched: string }[]>()

/** Each subject once: its marks come one after the other. */
function idIn(subject: Subject) {
  let last = ''
  return ({ touched: mark }: { readonly touched: string }): string | null => {
    if (mark === last) return null
    last = mark
    return mark.slice(subject.length + 1)
  }
}

async function countRenamed(run: Run): Promise<HandedOut> {
  let handedOut = 0
  for await (const { _id, touched: mark } of touched('category').cursor()) {
    const jobs = Job.find({ category: mark.slice('category:'.length) }, { _id: 1 }).sort({ _id: 1 })
    const part = await handOut(workQueue, 'countJobs', pagesOf(jobs.lean()), run)
    handedOut += part.handedOut
    if (part.more) return { handedOut, more: true }
    await Outbox.updateOne({ _id }, { $unset: { touched: 1 } })
  }
  return { handedOut, more: false }
}

/**
 * Counts subjects of one kind anew, in one transaction: the facts, the sums, and the end of the marks that were there.
 * A change that comes meanwhile leaves its own mark, and is counted by the next run. Nothing is done during a rebuild.
 */
const countSubjects =
  (subject: Subject) =>
  async (ids: readonly string[]): Promise<Failures> => {
    try {
      await inTransaction(async (tx) => {
        const { generation, isRebuilding } = await readGeneration(tx)
        if (isRebuilding) return
        const marks = await Outbox.find(
          { touched: trusted({ $in: ids.map((id) => `${subject}:${id}`) }) },
          { _id: 1 },
        )
          .session(tx)
          .lean()
        await count(tx, generation, subject, ids)
        if (subject === 'job') await countDebtsFor(tx, generation, ids)
        await Outbox.collection.updateMany(
          { _id: { $in: marks.map(({ _id }) => _id) } },
          { $unset: { touched: 1 } },
          { session: tx },
        )
      })
      return new Map()
    } catch (error) {
      return new Map(ids.map((id) => [id, error]))
    }
  }

export const countJobs = countSubjects('job')
export const countUsers = countSubjects('user')
export const countDebts = countSubjects('debt')
export const countPayouts = countSubjects('payout')
export const countJournals = countSubjects('journal')

/** What is owed for jobs stands in their categories and governorates, and comes and goes with them. */
async function countDebtsFor(tx: ClientSession, generation: number, jobs: readonly string[]): Promise<void> {
  const hired = await Job.find(
    { _id: trusted({ $in: jobs.map((id) => objectId(id as JobId)) }), craftsman: trusted({ $ne: null }) },
    { craftsman: 1 },
  )
    .session(tx)
    .lean()
  const craftsmen = new Set(hired.flatMap(({ craftsman }) => (craftsman ? [idOf<'User'>(craftsman)] : [])))
  if (craftsmen.size > 0) await count(tx, generation, 'debt', [...craftsmen])
}

/** Counts pushes, each once: it is no longer uncounted from the same transaction on. */
export async function countPushes(ids: readonly string[]): Promise<Failures> {
  try {
    await inTransaction(async (tx) => {
      const { generation, isRebuilding } = await readGeneration(tx)
      if (isRebuilding) return
      const pushes = await Notification.find({
        _id: trusted({ $in: ids.map((id) => objectId(id as NotificationId)) }),
        uncounted: true,
      })
        .session(tx)
        .lean()
      const cells = new CellChanges()
      for (const push of pushes) cells.add(entryOfPush(push), 1)
      await Notification.collection.updateMany(
        { _id: { $in: pushes.map(({ _id }) => _id) } },
        { $unset: { uncounted: 1 }, $set: { countedIn: generation } },
        { session: tx },
      )
      await addToCells(cells, generation, tx)
    })
    return new Map()
  } catch (error) {
    return new Map(ids.map((id) => [id, error]))
  }
}
