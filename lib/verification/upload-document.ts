import { Types } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { encryptBytes } from '#lib/encryption/encrypt-field.ts'
import { fail } from '#lib/errors/app-error.ts'
import { assertFuture } from '#lib/errors/assert-future.ts'
import { newPrivateFileUrl, storePrivateFile } from '#lib/gateways/images/private-files.ts'
import { Verification, type VerificationDocument } from '#lib/model/verification.model.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import { idOf, type UserId, type VerificationId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import { documentLocation } from '#lib/verification/document-location.ts'
import { readDocument } from '#lib/verification/read-document.ts'
import { readVerification } from '#lib/verification/read-verifications.ts'
import { removeDocument } from '#lib/verification/remove-document.ts'
import type { newDocument } from '#lib/verification/verification.schemas.ts'
import { toVerificationView } from '#lib/verification/verification.view.ts'

/** How many documents one submission may have. */
const MAX_DOCUMENTS = 10

type NewDocument = z.output<typeof newDocument>

/**
 * Add a document to the submission that waits for staff:
 * 1. its bytes are a JPEG, PNG or WebP picture or a PDF, whatever its name says (DOCUMENT_NOT_ACCEPTED,
 *    DOCUMENT_TOO_LARGE); if it expires, then in the future
 * 2. a submission waits (VERIFICATION_NOT_OPEN) and has fewer than 10 documents (TOO_MANY_DOCUMENTS). The document is
 *    announced in it with the address that it will have
 * 3. it is encrypted with its owner's key, and then stored as a file that only our signature gives out
 *    (IMAGES_UNAVAILABLE). The file's own name is kept nowhere
 * 4. it is shown from then on. If staff have decided meanwhile, it is deleted again (VERIFICATION_NOT_OPEN)
 * A crash in between leaves an announced document, which `sweepUploads` deletes at the store and then here.
 */
export async function uploadDocument(request: NewDocument, content: Buffer, craftsman: UserId) {
  const mediaType = readDocument(content)
  assertFuture('expiresAt', request.expiresAt)
  const document: VerificationDocument = {
    _id: new Types.ObjectId(),
    docType: request.docType,
    docUrl: await newPrivateFileUrl(),
    mediaType,
    status: 'Uploading',
    ...(request.expiresAt && { expiresAt: request.expiresAt }),
    createdAt: clock(),
    startedAt: realTime(),
  }
  const verificationId = await announce(document, craftsman)
  try {
    const location = documentLocation(craftsman, idOf<'Document'>(document._id))
    await storePrivateFile(document.docUrl, await encryptBytes(location, content))
    await show(verificationId, document, craftsman)
  } catch (error) {
    await removeDocument(verificationId, document).catch((later: unknown) => {
      log.warn('a document that failed is left to the sweep', { userId: craftsman, error: later })
    })
    throw error
  }
  return toVerificationView(await readVerification(verificationId))
}

async function announce(document: VerificationDocument, craftsman: UserId): Promise<VerificationId> {
  const waiting = { craftsman: objectId(craftsman), status: 'Pending' as const }
  const announced = await Verification.findOneAndUpdate(
    { ...waiting, [`verificationDocs.${MAX_DOCUMENTS - 1}`]: trusted({ $exists: false }) },
    { $push: { verificationDocs: document } },
    { projection: { _id: 1 } },
  ).lean()
  if (announced) return idOf<'Verification'>(announced._id)
  throw fail((await Verification.exists(waiting)) ? 'TOO_MANY_DOCUMENTS' : 'VERIFICATION_NOT_OPEN')
}

const show = (verificationId: VerificationId, { _id }: VerificationDocument, craftsman: UserId) =>
  inTransaction(async (tx) => {
    const { matchedCount } = await Verification.updateOne(
      {
        _id: verificationId,
        status: 'Pending',
        verificationDocs: trusted({ $elemMatch: { _id, status: 'Uploading' } }),
      },
      { $set: { 'verificationDocs.$.status': 'Stored', updatedAt: clock() } },
      { session: tx },
    )
    if (matchedCount === 0) throw fail('VERIFICATION_NOT_OPEN')
    await logActivity(tx, {
      actor: craftsman,
      action: 'verification.addDocument',
      target: { kind: 'Verification', id: verificationId },
      details: { documentId: idOf<'Document'>(_id) },
    })
  })
