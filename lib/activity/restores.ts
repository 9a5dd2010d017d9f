import * as z from 'zod'
import { readAnchors } from '#lib/activity/anchor-seals.ts'
import { anchorStore } from '#lib/gateways/anchors/anchors.ts'
import { addNote, readNotes } from '#lib/gateways/anchors/notes.ts'
import { ActivityAnchor } from '#lib/model/activity-anchor.model.ts'
import { ActivitySeal } from '#lib/model/activity-seal.model.ts'
import { instantView } from '#lib/platform/api-schemas.ts'
import { realTime } from '#lib/platform/clock.ts'

const lostEntries = z.strictObject({ from: z.int(), to: z.int(), at: instantView })

/** Entries that came after the backup from which the database was restored: their numbers, and when it was. */
export type LostEntries = z.infer<typeof lostEntries>

const KIND = 'restores'

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
  const isNoted = (await readRestores()).some((noted) => noted.from === from && noted.to === to) // by a run that died
  if (!isNoted) await addNote(store, KIND, JSON.stringify(lost))
  await ActivityAnchor.updateOne({ _id: 'head' }, { $max: { number: to } }, { upsert: true })
  await ActivityAnchor.updateOne({ _id: 'restored' }, { $set: { number: to, hash } }, { upsert: true })
  return lost
}

/** Everything that was ever lost with a restore, in order. */
export async function readRestores(): Promise<readonly LostEntries[]> {
  const store = await anchorStore()
  const restores: LostEntries[] = []
  if (!store) return restores
  for await (const text of readNotes(store, KIND)) restores.push(lostEntries.parse(JSON.parse(text)))
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
