import * as z from 'zod'
import { anchorStore } from '#lib/gateways/anchors/anchors.ts'
import { addNote, readNotes } from '#lib/gateways/anchors/notes.ts'
import { ActivityAnchor } from '#lib/model/activity-anchor.model.ts'
import type { DeletionRequestRecord } from '#lib/model/deletion-request.model.ts'
import { idView, instantView } from '#lib/platform/api-schemas.ts'
import { realTime } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'

const entry = z.strictObject({ user: idView, certificate: z.string(), at: instantView })

const KIND = 'erasures'

/**
 * Writes that somebody was erased where no backup of the database is: ids and the time, nothing of the person. An entry
 * is written once and never changed. If this dies before it is noted, a second entry says the same.
 */
export async function noteErasure(request: DeletionRequestRecord): Promise<void> {
  const store = await anchorStore()
  if (!store) return log.warn('an erasure is noted nowhere outside of the database', {})
  const text = JSON.stringify({
    user: idOf(request._id),
    certificate: request.certificate ?? '',
    at: realTime().toISOString(),
  })
  const last = await ActivityAnchor.findById('erasures').lean()
  const number = await addNote(store, KIND, text, (last?.number ?? 0) + 1) // older than the last in a restored database
  await ActivityAnchor.updateOne({ _id: 'erasures' }, { $max: { number } }, { upsert: true })
}

/** Everybody who was ever erased, in order. */
export async function* readErasures(): AsyncGenerator<UserId> {
  const store = await anchorStore()
  if (!store) return
  for await (const text of readNotes(store, KIND)) yield entry.parse(JSON.parse(text)).user as UserId
}
