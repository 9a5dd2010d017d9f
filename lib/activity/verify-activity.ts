import mongoose from 'mongoose'
import { readAnchors } from '#lib/activity/anchor-seals.ts'
import { GENESIS, hashOfContent, hashOfSeal, type StoredEntry } from '#lib/activity/entry-hash.ts'
import { type LostEntries, readRestores } from '#lib/activity/restores.ts'
import { LATEST_COMMIT_MS } from '#lib/activity/seal-activity.ts'
import { findUnsealed } from '#lib/activity/unsealed-entries.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { ActivitySeal, type ActivitySealRecord } from '#lib/model/activity-seal.model.ts'
import { SECOND } from '#lib/platform/clock.ts'

/**
 * What is wrong with the log, by the number of the entry. `changed`: its content. `dropped`: the entry, or its seal, is
 * gone. `swapped`: it stands in the place of entry `other`. `inserted`: somebody put it there: a seal with this number,
 * or an entry without one behind this number. `resealed`: its seal was written anew. `cutOff`: everything from this
 * number to `other` is gone.
 */
export interface AuditFinding {
  readonly number: number
  readonly what: 'changed' | 'dropped' | 'swapped' | 'inserted' | 'resealed' | 'cutOff'
  readonly other?: number
}

export interface AuditReport {
  readonly findings: readonly AuditFinding[]
  /** How many seals there are, how many of them are anchored outside, and how many entries still wait for theirs. */
  readonly seals: number
  readonly anchored: number
  readonly waiting: number
  /** What was lost with restores of the database. It was noted at each, and is no finding. */
  readonly restores: readonly LostEntries[]
}

/** How many seals are read at once, with their entries. */
const PAGE_SIZE = 1_000

type Seal = Omit<ActivitySealRecord, '_id'> & { readonly _id: unknown }

/** A number in the chain, with what stands there and what has to. */
interface Place {
  readonly number: number
  readonly seal: Seal | null
  readonly entry: StoredEntry | null
  /** The hash that the seal of this number, and of the one before, has to have. */
  readonly hash: string
  readonly previous: string
}

/**
 * Checks the activity log from its first entry on, a page at a time:
 * 1. the hash that each number has to have comes from the anchor outside of the database; where there is none yet, from
 *    the next seal, and at the end of the chain from the seal itself
 * 2. each seal has that hash over its own content and the one before, and its entry has the content that was sealed
 * 3. what does not fit is told apart: two that were swapped, one that was changed, dropped or put in
 * 4. numbers that were noted as lost with a restore have no seal
 * 5. entries without a seal that arrived long before the last seal were put in behind our back
 * It can run while entries are written.
 */
export async function verifyActivity(): Promise<AuditReport> {
  const newest = await lastNumber()
  const restores = await readRestores()
  const isLost = (number: number) => restores.some(({ from, to }) => from <= number && number <= to)
  const walk = new ChainWalk(newest, isLost)
  await walk.readAll()
  const { missing, broken, inserted, last, seals, anchored } = walk
  const unsealed = await findUnsealed(await horizonOf(last))
  const lost = new Map(missing.map((place) => [place, unsealed.early.find((entry) => fits(place, entry))]))
  const returned = new Set([...lost.values()])
  const findings: AuditFinding[] = [
    ...nameBroken(broken),
    ...missing.map(({ number }) => ({ number, what: 'dropped' as const })),
    ...inserted.map((number) => ({ number, what: 'inserted' as const })),
    ...unsealed.early
      .filter((entry) => !returned.has(entry))
      .map((entry) => ({ number: walk.numberAt(entry), what: 'inserted' as const })),
    ...cutOff(newest, anchored, isLost),
  ]
  return {
    findings: findings.toSorted((one, other) => one.number - other.number),
    seals,
    anchored,
    waiting: unsealed.waiting,
    restores,
  }
}

/** What is anchored behind the newest seal, but for what is known to be lost. */
function cutOff(newest: number, anchored: number, isLost: (number: number) => boolean): AuditFinding[] {
  let number = newest + 1
  while (number <= anchored && isLost(number)) number += 1
  return number <= anchored ? [{ number, what: 'cutOff', other: anchored }] : []
}

/** Whether an entry is what the lost seal of this place was about. */
const fits = ({ number, previous, hash }: Place, entry: StoredEntry): boolean =>
  hashOfSeal({ number, entry: entry._id, content: hashOfContent(entry), previous }) === hash

async function lastNumber(): Promise<number> {
  const last = await ActivitySeal.collection.findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } })
  return typeof last?._id === 'number' ? Math.floor(last._id) : 0
}

/** Entries that arrived before this are sealed, if they are ours. */
async function horizonOf(last: Seal | null): Promise<mongoose.mongo.Timestamp> {
  const seconds = last ? last.arrived.getHighBitsUnsigned() - LATEST_COMMIT_MS / SECOND : 0
  return new mongoose.mongo.Timestamp({ t: Math.max(0, seconds), i: 0 })
}

/** Reads the chain in its order and keeps what does not fit. */
class ChainWalk {
  readonly missing: Place[] = []
  readonly broken: Place[] = []
  /** The numbers of seals that cannot be in a chain. */
  readonly inserted: number[] = []
  readonly #arrivals: { readonly number: number; readonly arrived: mongoose.mongo.Timestamp }[] = []
  readonly #newest: number
  readonly #isLost: (number: number) => boolean
  last: Seal | null = null
  seals = 0
  anchored = 0

  constructor(newest: number, isLost: (number: number) => boolean) {
    this.#newest = newest
    this.#isLost = isLost
  }

  async readAll(): Promise<void> {
    const anchors = hashesOf(readAnchors())
    let previous = GENESIS
    for (let from = 1; from <= this.#newest; from += PAGE_SIZE) {
      const to = Math.min(from + PAGE_SIZE - 1, this.#newest)
      const page = await this.#readPage(from, to)
      for (let number = from; number <= to; number += 1) {
        const anchored = await anchors.next()
        if (!anchored.done) this.anchored = number
        const seal = page.seals.get(number) ?? null
        const hash = anchored.value ?? page.seals.get(number + 1)?.previous ?? seal?.hash ?? ''
        this.#judge({ number, seal, entry: page.entryOf(seal), hash, previous })
        previous = hash
      }
    }
    while (!(await anchors.next()).done) this.anchored += 1
  }

  #judge(place: Place): void {
    const { number, seal, entry, hash, previous } = place
    if (!seal) {
      if (!this.#isLost(number)) this.missing.push(place)
      return
    }
    this.seals += 1
    this.last = seal
    this.#arrivals.push({ number, arrived: seal.arrived })
    const isGenuine = seal.hash === hash && seal.previous === previous && sealHash(place, seal) === hash
    if (isGenuine && entry && hashOfContent(entry) === seal.content) return
    if (isGenuine && !entry) this.missing.push(place)
    else this.broken.push(place)
  }

  /** The seals of some numbers and of the one behind, with their entries. Others in between were put in. */
  async #readPage(from: number, to: number) {
    const found = await ActivitySeal.collection
      .find({ _id: { $gte: from, $lte: to + 1 } } as object)
      .sort({ _id: 1 })
      .toArray()
    const seals = new Map<number, Seal>()
    for (const seal of found as unknown as Seal[]) {
      // or what somebody put there: nothing of it is believed yet
      const number = Number(seal._id)
      if (Number.isInteger(number)) seals.set(number, seal)
      else if (number < to + 1) this.inserted.push(number)
    }
    const ids = [...seals.values()].map(({ entry }) => entry)
    const entries = await ActivityLog.collection.find<StoredEntry>({ _id: { $in: ids } }).toArray()
    const byId = new Map(entries.map((entry) => [String(entry._id), entry]))
    return { seals, entryOf: (seal: Seal | null) => (seal && byId.get(String(seal.entry))) ?? null }
  }

  /** The number behind which an entry arrived. */
  numberAt({ arrived }: StoredEntry): number {
    if (!(arrived instanceof mongoose.mongo.Timestamp)) return 0
    return this.#arrivals.findLast((seal) => seal.arrived.lessThanOrEqual(arrived))?.number ?? 0
  }
}

const sealHash = ({ number, previous }: Place, { entry, content }: Pick<Seal, 'entry' | 'content'>): string =>
  hashOfSeal({ number, entry, content, previous })

async function* hashesOf(anchors: ReturnType<typeof readAnchors>): AsyncGenerator<string, undefined> {
  for await (const { hashes } of anchors) yield* hashes
  return undefined
}

/** Tells apart what happened to places whose seal or entry does not fit. */
function nameBroken(broken: readonly Place[]): AuditFinding[] {
  const byContent = new Map<string, Place[]>()
  for (const place of broken) {
    if (!place.entry) continue
    const content = hashOfContent(place.entry)
    byContent.set(content, [...(byContent.get(content) ?? []), place])
  }
  const bySeal = broken.flatMap((place) => (place.seal ? [{ place, seal: place.seal }] : []))
  return broken.map((place) => {
    const other = otherEntryOf(place, byContent) ?? otherSealOf(place, bySeal)
    if (other !== null) return { number: place.number, what: 'swapped', other }
    const isSealRight = place.seal && sealHash(place, place.seal) === place.hash
    return { number: place.number, what: isSealRight ? 'changed' : 'resealed' }
  })
}

/** The number whose entry has the content that was sealed here, while this entry has the one that was sealed there. */
function otherEntryOf(place: Place, byContent: ReadonlyMap<string, readonly Place[]>): number | null {
  const { seal, entry } = place
  if (!seal || !entry || sealHash(place, seal) !== place.hash) return null
  const own = hashOfContent(entry)
  const candidates = byContent.get(seal.content) ?? []
  return candidates.find((other) => other !== place && other.seal?.content === own)?.number ?? null
}

/** The number whose seal belongs here. */
function otherSealOf(
  place: Place,
  seals: readonly { readonly place: Place; readonly seal: Seal }[],
): number | null {
  if (place.seal && sealHash(place, place.seal) === place.hash) return null
  const other = seals.find(
    ({ place: there, seal }) => there !== place && sealHash(place, seal) === place.hash,
  )
  return other?.place.number ?? null
}
