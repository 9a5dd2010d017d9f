import { Verification } from '#lib/model/verification.model.ts'
import { addMs, MINUTE, realTime } from '#lib/platform/clock.ts'
import { idOf, type VerificationId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { removeDocument } from '#lib/verification/remove-document.ts'

/** A function lives for seconds. What is not stored by then never will be. */
const GIVEN_UP_MS = 15 * MINUTE
const PAGE = 100

/** The submissions with an upload that never came to its end, those of the longest ago first. */
export async function abandonedUploads(limit: number): Promise<readonly VerificationId[]> {
  const found = await Verification.find(
    { verificationDocs: trusted({ $elemMatch: abandoned() }), 'verificationDocs.status': 'Uploading' },
    { _id: 1 },
  )
    .sort({ _id: 1 })
    .limit(limit)
    .lean()
  return found.map(({ _id }) => idOf<'Verification'>(_id))
}

const abandoned = () => ({
  status: 'Uploading' as const,
  startedAt: { $lt: addMs(realTime(), -GIVEN_UP_MS) },
})

/** Deletes the abandoned uploads of one submission, at the image store and in its record. Answers how many. */
export async function sweepUploadsOf(id: VerificationId): Promise<number> {
  const record = await Verification.findById(id).lean()
  const before = addMs(realTime(), -GIVEN_UP_MS)
  const left = (record?.verificationDocs ?? []).filter(
    ({ status, startedAt }) => status === 'Uploading' && startedAt < before,
  )
  for (const document of left) await removeDocument(id, document)
  return left.length
}

/** Deletes what uploads have left behind that crashed half-way; runs each hour. */
export async function sweepUploads(): Promise<{ swept: number; failed: number }> {
  const tally = { swept: 0, failed: 0 }
  for (const id of await abandonedUploads(PAGE)) {
    try {
      tally.swept += await sweepUploadsOf(id)
    } catch (error) {
      tally.failed += 1
      log.error('an abandoned upload could not be deleted', { error })
    }
  }
  return tally
}
