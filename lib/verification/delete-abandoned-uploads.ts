import { Verification } from '#lib/model/verification.model.ts'
import { addMs, realTime } from '#lib/platform/clock.ts'
import type { VerificationId } from '#lib/platform/ids.ts'
import { removeDocument } from '#lib/verification/remove-document.ts'
import { GIVEN_UP_MS } from '#lib/verification/sweep-uploads.ts'

/** Deletes the abandoned uploads of one submission, at the image store and in its record. Answers how many. */
export async function deleteAbandonedUploads(id: VerificationId): Promise<number> {
  const record = await Verification.findById(id).lean()
  const before = addMs(realTime(), -GIVEN_UP_MS)
  const left = (record?.verificationDocs ?? []).filter(
    ({ status, startedAt }) => status === 'Uploading' && startedAt < before,
  )
  for (const document of left) await removeDocument(id, document)
  return left.length
}
