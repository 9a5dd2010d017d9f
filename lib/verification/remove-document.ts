import { removePrivateFile } from '#lib/gateways/images/private-files.ts'
import { Verification, type VerificationDocument } from '#lib/model/verification.model.ts'
import type { VerificationId } from '#lib/platform/ids.ts'

/** Deletes a document: its file first, so that what fails half-way is still known here and can be tried again. */
export async function removeDocument(
  verificationId: VerificationId,
  { _id, docUrl }: Pick<VerificationDocument, '_id' | 'docUrl'>,
): Promise<void> {
  await removePrivateFile(docUrl)
  await Verification.updateOne({ _id: verificationId }, { $pull: { verificationDocs: { _id } } })
}
