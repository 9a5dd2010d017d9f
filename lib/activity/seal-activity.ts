import mongoose, { type ClientSession } from 'mongoose'
import { anchorSeals } from '#lib/activity/anchor-seals.ts'
import { GENESIS, hashOfContent, hashOfSeal, type StoredEntry } from '#lib/activity/entry-hash.ts'
import { type ChainHead, chainHead } from '#lib/activity/restores.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { ActivitySeal, type ActivitySealRecord } from '#lib/model/activity-seal.model.ts'
import { addMs, MINUTE, realTime, SECOND } from '#lib/platform/clock.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'

/**
 * An entry arrives when it is written, and is seen when its transaction commits. No transaction lasts as long as this
 * (MongoDB ends them after a minute), so an entry that arrived longer ago is either sealed or will never come.
 */
export const LATEST_COMMIT_MS = 5 * MINUTE

/** How many entries are sealed in one transaction. */
const PAGE_SIZE = 1_000

/** When a run stops, well before its function ends. The next run goes on. */
const BUDGET_MS = 20 * SECOND

/**
 * Seals the entries of the activity log that have none, in the order in which they arrived at the database:
 * 1. from a little before the last seal on, a page at a time, until nothing is left or the time is over. `at` of an
 *    entry plays no part, since clocks are moved. An entry whose transaction commits late is sealed later, not lost
 * 2. the seals are copied to the store outside of the database
 * Two runs at once write the same number: one wins, and the other starts again behind it.
 */
export async function sealActivity(): Promise<{ sealed: number; anchored: number }> {
  const until = addMs(realTime(), BUDGET_MS)
  let sealed = 0
  for (;;) {
    const more = await sealPage()
    sealed += more
    if (more < PAGE_SIZE || realTime() >= until) break
  }
  return { sealed, anchored: await anchorSeals() }
}

async function sealPage(): Promise<number> {
  try {
    return await inTransaction(async (tx) => {
      const last = await ActivitySeal.findOne({}, null, { session: tx }).sort({ _id: -1 }).lean()
      const entries = await unsealedSince(tx, last)
      if (entries.length > 0) {
        const head = await chainHead(last && { number: last._id, hash: last.hash })
        await ActivitySeal.insertMany(sealsOf(entries, head), { session: tx })
      }
      return entries.length
    })
  } catch (error) {
    if (isDuplicate(error)) return sealPage()
    throw error
  }
}

function sealsOf(entries: readonly StoredEntry[], head: ChainHead | null): ActivitySealRecord[] {
  const sealedAt = realTime()
  let [number, previous] = [head?.number ?? 0, head?.hash ?? GENESIS]
  return entries.map((entry) => {
    number += 1
    const facts = { entry: entry._id, content: hashOfContent(entry), previous }
    const hash = hashOfSeal({ number, ...facts })
    previous = hash
    return { _id: number, ...facts, hash, arrived: entry.arrived as ActivitySealRecord['arrived'], sealedAt }
  })
}

/** At most a page of entries without a seal, in the order of their arrival. */
async function unsealedSince(tx: ClientSession, last: ActivitySealRecord | null): Promise<StoredEntry[]> {
  const found: StoredEntry[] = []
  const arrivals = ActivityLog.collection
    .find<StoredEntry>({ arrived: { $gt: shortlyBefore(last) } }, { session: tx })
    .sort({ arrived: 1, _id: 1 })
    .batchSize(PAGE_SIZE)
  let batch: StoredEntry[] = []
  for await (const entry of arrivals) {
    batch.push(entry)
    if (batch.length < PAGE_SIZE) continue
    found.push(...(await withoutSeal(tx, batch)))
    batch = []
    if (found.length >= PAGE_SIZE) break
  }
  await arrivals.close()
  found.push(...(await withoutSeal(tx, batch)))
  return found.slice(0, PAGE_SIZE)
}

async function withoutSeal(tx: ClientSession, entries: readonly StoredEntry[]): Promise<StoredEntry[]> {
  if (entries.length === 0) return []
  const ids = entries.map(({ _id }) => _id)
  const seals = ActivitySeal.collection.find(
    { entry: { $in: ids } },
    { session: tx, projection: { entry: 1 } },
  )
  const sealed = new Set((await seals.toArray()).map(({ entry }) => String(entry)))
  return entries.filter(({ _id }) => !sealed.has(String(_id)))
}

function shortlyBefore(last: ActivitySealRecord | null): mongoose.mongo.Timestamp {
  const seconds = last ? last.arrived.getHighBitsUnsigned() - LATEST_COMMIT_MS / SECOND : 0
  return new mongoose.mongo.Timestamp({ t: Math.max(0, seconds), i: 0 })
}
