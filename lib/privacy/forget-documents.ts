import { Verification } from '#lib/model/verification.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { VerificationId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { endOf, OVER } from '#lib/privacy/retention-ends.ts'
import { removeDocument } from '#lib/verification/remove-document.ts'

/** Deletes the documents of a verification that is over: their files first, so that what fails is still known here. */
export async function forgetDocuments(id: VerificationId): Promise<void> {
  const end = await endOf('documents', clock())
  const record = await Verification.findOne({
    _id: id,
    status: trusted({ $in: [...OVER] }),
    updatedAt: trusted({ $lte: end }),
  }).lean()
  for (const document of record?.verificationDocs ?? []) await removeDocument(id, document)
}
