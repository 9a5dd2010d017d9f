import { NationalId } from '#lib/model/national-id.model.ts'
import { Verification } from '#lib/model/verification.model.ts'
import { addMs, MINUTE, realTime } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { removeDocument } from '#lib/verification/remove-document.ts'

/** No upload that began before this is still on its way. */
const UPLOAD_MS = 2 * MINUTE

/**
 * Deletes everything of a person's verifications, for erasure: the files at the image store, the records, and the ID
 * number with its hashes, so that the number can be used for a new account. Files come first: if the store is away
 * (IMAGES_UNAVAILABLE) the records still know what is left, and it is called again. Answers `isDone: false` where an
 * upload was on its way a moment ago: its record stays until it is over, so call it again in a few minutes.
 */
export async function eraseVerifications(person: UserId): Promise<{ documents: number; isDone: boolean }> {
  await NationalId.deleteOne({ _id: person })
  let documents = 0
  const ownRecords = { craftsman: objectId(person) }
  for (const { _id, verificationDocs } of await Verification.find(ownRecords).lean()) {
    for (const document of verificationDocs) {
      if (document.status === 'Uploading' && document.startedAt > addMs(realTime(), -UPLOAD_MS)) continue
      await removeDocument(idOf<'Verification'>(_id), document)
      documents += 1
    }
  }
  const hasNone = { 'verificationDocs.0': trusted({ $exists: false }) }
  await Verification.deleteMany({ ...ownRecords, ...hasNone })
  return { documents, isDone: (await Verification.exists(ownRecords)) === null }
}
