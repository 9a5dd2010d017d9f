import * as z from 'zod'
import { readAnchors } from '#lib/activity/anchor-seals.ts'
import { type AnchorStore, anchorStore } from '#lib/gateways/anchors/anchors.ts'
import { ActivityAnchor } from '#lib/model/activity-anchor.model.ts'
import { ActivitySeal } from '#lib/model/activity-seal.model.ts'
import { instantView } from '#lib/platform/api-schemas.ts'
import { realTime } from '#lib/platform/clock.ts'

const lostEntries = z.strictObject({ from: z.int(), to: z.int(), at: instantView })

/** Entries that came after the backup from which the database was restored: their numbers, and when it was. */
export type LostEntries = z.infer<typeof lostEntries>

/** A note is named after its number, so that whoever reads one knows the name of the next. */
const nameOf = (number: number): string => `restores-${String(number).padStart(12, '0')}.json`

/**
 * Notes, outside of the database, that it was restored from a time before its last anchor. Without that the end of the
 * chain would count as cut off, and new entries would take the numbers of the lost ones:
 * 1. the numbers that are anchored and have no seal are noted as lost. The note stays: every check of the log names it
 * 2. the chain goes on behind the last anchor, with its hash
 * It is run before the database gets traffic, and may be run again. Returns what was lost; null if nothing was.
 */
export async function noteRestore(): Promise<LostEntries | null> {
  const store = await anchorStore()
  if (!store) return null
  const last = await ActivitySeal.findOne({}, { _id: 1 }).sort({ _id: -1 }).lean()
  const from = (last?._id ?? 0) + 1
  let [to, hash] = [0, '']
  for await (const anchor of readAnchors()) [to, hash] = [anchor.to, anchor.hashes.at(-1) ?? '']
  if (to < from) return null
  const lost = { from, to, at: realTime().toISOString() }
  await store.store(nameOf(await nextNumber(store, lost)), JSON.stringify(lost))
  await ActivityAnchor.updateOne({ _id: 'head' }, { $max: { number: to } }, { upsert: true })
  await ActivityAnchor.updateOne({ _id: 'restored' }, { $set: { number: to, hash } }, { upsert: true })
  return lost
}

/** The number of the note about these entries, if a run that died wrote it, else the next one. */
async function nextNumber(store: AnchorStore, { from, to }: LostEntries): Promise<number> {
  let number = 1
  for await (const noted of notesIn(store)) {
    if (noted.from === from && noted.to === to) return number
    number += 1
  }
  return number
}

async function* notesIn(store: AnchorStore): AsyncGenerator<LostEntries> {
  for (let number = 1; ; number += 1) {
    const text = await store.read(nameOf(number))
    if (text === null) return
    yield lostEntries.parse(JSON.parse(text))
  }
}

/** Everything that was ever lost with a restore, in order. */
export async function readRestores(): Promise<readonly LostEntries[]> {
  const store = await anchorStore()
  const restores: LostEntries[] = []
  if (store) for await (const lost of notesIn(store)) restores.push(lost)
  return restores
}

/** The place behind which the chain goes on after a restore. */
export interface ChainHead {
  readonly number: number
  readonly hash: string
}

/** Where the chain goes on: behind its last seal, or, since a restore, behind the last anchor. */
export async function chainHead(last: ChainHead | null): Promise<ChainHead | null> {
  const restored = await ActivityAnchor.findById('restored').lean()
  if (!restored?.hash || restored.number <= (last?.number ?? 0)) return last
  return { number: restored.number, hash: restored.hash }
}
