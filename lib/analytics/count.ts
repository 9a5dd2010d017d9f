import type { ClientSession, Types } from 'mongoose'
import { CellChanges } from '#lib/analytics/cells.ts'
import { type Fact, factOfJob } from '#lib/analytics/job-entries.ts'
import { readJobs } from '#lib/analytics/job-sources.ts'
import { readJournals } from '#lib/analytics/ledger-entries.ts'
import { readDebts, readPayouts, readUsers } from '#lib/analytics/other-entries.ts'
import { type Side, updatePeople } from '#lib/analytics/people.ts'
import { entryOfReturn, readAround, type Returned, returnsOf, type Span } from '#lib/analytics/repeats.ts'
import { addToCells } from '#lib/analytics/write-cells.ts'
import { AnalyticsFact, type AnalyticsFactRecord } from '#lib/model/analytics-fact.model.ts'
import type { Entry } from '#lib/model/analytics-kinds.ts'
import { rawCollection } from '#lib/platform/raw-collection.ts'

/** What is counted by facts. Pushes are counted one by one, since they never change. */
export const SUBJECTS = ['job', 'user', 'debt', 'payout', 'journal'] as const
export type Subject = (typeof SUBJECTS)[number]

/** What each subject adds now, by its id. One that does not exist adds nothing. */
export async function readFacts(
  subject: Subject,
  ids: readonly string[],
  tx: ClientSession | null,
): Promise<ReadonlyMap<string, Fact>> {
  if (subject === 'user') return readUsers(ids, tx)
  if (subject === 'debt') return readDebts(ids, tx)
  if (subject === 'payout') return readPayouts(ids, tx)
  if (subject === 'journal') return readJournals(ids, tx)
  const jobs = await readJobs(ids, tx)
  return new Map([...jobs].map(([id, sources]) => [id, factOfJob(sources)]))
}

/** Everything that a fact adds: what it is itself, and that its client came back. */
const entriesOf = (fact: AnalyticsFactRecord): readonly Entry[] => [...fact.entries, ...entryOfReturn(fact)]

/**
 * Counts subjects anew, in the caller's transaction. What each added before is taken back and what it adds now is added,
 * so that it may run as often as it likes, and a change of whatever age moves the days that it is about. A completed job
 * also decides whether its client's next one is a repeat, and to which cohort its people belong.
 */
export async function count(
  tx: ClientSession,
  generation: number,
  subject: Subject,
  ids: readonly string[],
): Promise<void> {
  const fresh = await readFacts(subject, ids, tx)
  const keys = ids.map((id) => `${generation}:${subject}:${id}`)
  const before = await readOld(tx, keys)
  const now = new Map<string, AnalyticsFactRecord>()
  for (const [id, fact] of fresh) {
    const _id = `${generation}:${subject}:${id}`
    now.set(_id, { _id, generation, ...fact })
  }
  if (subject === 'job') await followReturns(tx, generation, before, now)
  const cells = new CellChanges()
  for (const fact of before.values()) for (const entry of entriesOf(fact)) cells.add(entry, -1)
  for (const fact of now.values()) for (const entry of entriesOf(fact)) cells.add(entry, 1)
  await writeFacts(tx, before, now)
  if (subject === 'job') await updatePeople(tx, generation, peopleOf(before, now), cells)
  await addToCells(cells, generation, tx)
}

type Facts = Map<string, AnalyticsFactRecord>

async function readOld(tx: ClientSession, keys: readonly string[]): Promise<Facts> {
  const facts = await rawCollection<AnalyticsFactRecord>(AnalyticsFact)
    .find({ _id: { $in: keys } }, { session: tx })
    .toArray()
  return new Map(facts.map((fact) => [fact._id, fact]))
}

/**
 * Whether the clients of these jobs came back with them, and with the jobs after them: where that has changed, those
 * join the facts that change.
 */
async function followReturns(
  tx: ClientSession,
  generation: number,
  before: Facts,
  now: Facts,
): Promise<void> {
  const spans = spansOf([...before.values(), ...now.values()])
  const around = await readAround(tx, generation, [...spans.values()])
  const others = around.filter(({ _id }) => !before.has(_id))
  const jobsOf = Map.groupBy([...others, ...now.values()], ({ client }) => client?.toHexString() ?? '')
  const returns = new Map([...jobsOf.values()].flatMap((jobs) => [...returnsOf(jobs)]))
  for (const fact of now.values()) setReturn(fact, returns.get(fact._id))
  const changed = others.filter((job) => {
    const span = spans.get(job.client?.toHexString() ?? '')
    const is = returns.get(job._id)
    if (!span || !job.done || job.done < span.from) return false // what comes before a change does not depend on it
    return is?.isRepeat !== (job.isRepeat ?? false) || is.isRebooked !== (job.isRebooked ?? false)
  })
  for (const [_id, fact] of await readOld(
    tx,
    changed.map(({ _id }) => _id),
  )) {
    before.set(_id, fact)
    now.set(_id, setReturn({ ...fact }, returns.get(_id)))
  }
}

function setReturn(fact: AnalyticsFactRecord, returned: Returned | undefined): AnalyticsFactRecord {
  if (!fact.done) return fact
  fact.isRepeat = returned?.isRepeat ?? false
  fact.isRebooked = returned?.isRebooked ?? false
  return fact
}

/** From the first to the last completion of each client that may have changed. */
function spansOf(facts: readonly AnalyticsFactRecord[]): ReadonlyMap<string, Span> {
  const spans = new Map<string, Span>()
  for (const { client, done } of facts) {
    if (!client || !done) continue
    const { from, to } = spans.get(client.toHexString()) ?? { from: done, to: done }
    spans.set(client.toHexString(), { client, from: done < from ? done : from, to: done > to ? done : to })
  }
  return spans
}

async function writeFacts(tx: ClientSession, before: Facts, now: Facts): Promise<void> {
  const gone = [...before.keys()].filter((_id) => !now.has(_id))
  const writes = [
    ...gone.map((_id) => ({ deleteOne: { filter: { _id } } })),
    ...[...now].map(([_id, replacement]) => ({
      replaceOne: { filter: { _id }, replacement, upsert: true },
    })),
  ]
  if (writes.length > 0)
    await rawCollection<AnalyticsFactRecord>(AnalyticsFact).bulkWrite(writes, { session: tx })
}

type People = Record<Side, Map<string, Types.ObjectId>>

function peopleOf(before: Facts, now: Facts): People {
  const people: People = { client: new Map(), craftsman: new Map() }
  for (const { done, client, craftsman } of [...before.values(), ...now.values()]) {
    if (!done || !client || !craftsman) continue
    people.client.set(client.toHexString(), client)
    people.craftsman.set(craftsman.toHexString(), craftsman)
  }
  return people
}
