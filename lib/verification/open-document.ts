import { logActivity } from '#lib/activity/log-activity.ts'
import { decryptBytes } from '#lib/encryption/encrypt-field.ts'
import { fail } from '#lib/errors/app-error.ts'
import { readPrivateFile } from '#lib/gateways/images/private-files.ts'
import type { DocumentMediaType } from '#lib/model/document-media-types.ts'
import { Verification, type VerificationRecord } from '#lib/model/verification.model.ts'
import { BinaryFile } from '#lib/platform/binary-file.ts'
import { type DocumentId, idOf, type UserId, type VerificationId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { documentLocation } from '#lib/verification/document-location.ts'

const EXTENSIONS: Readonly<Record<DocumentMediaType, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
}

interface WhichDocument {
  readonly verificationId: VerificationId
  readonly documentId: DocumentId
}

/**
 * Look at a document of a craftsman, as staff:
 * 1. the verification has it (VERIFICATION_NOT_FOUND, DOCUMENT_NOT_FOUND)
 * 2. the look is in the activity log before a byte is fetched, so that nobody sees one unseen
 * 3. it is fetched and decrypted in memory (IMAGES_UNAVAILABLE), and answered with the type that its bytes had when it
 *    came, to be saved and never shown as a page. It has at most 4 MB, so it is always answered as itself
 */
export async function openDocument({ verificationId, documentId }: WhichDocument, staff: UserId) {
  const record = await Verification.findById(verificationId).lean()
  if (!record) throw fail('VERIFICATION_NOT_FOUND')
  const document = documentIn(record, documentId)
  await inTransaction((tx) =>
    logActivity(tx, {
      actor: staff,
      action: 'verification.openDocument',
      target: { kind: 'Verification', id: verificationId },
      details: { documentId, craftsman: idOf<'User'>(record.craftsman) },
    }),
  )
  const sealed = await readPrivateFile(document.docUrl)
  if (!sealed) throw fail('DOCUMENT_NOT_FOUND')
  const bytes = await decryptBytes(documentLocation(idOf<'User'>(record.craftsman), documentId), sealed)
  return new BinaryFile(`${documentId}.${EXTENSIONS[document.mediaType]}`, document.mediaType, bytes)
}

function documentIn({ verificationDocs }: VerificationRecord, documentId: DocumentId) {
  const document = verificationDocs.find(
    ({ _id, status }) => idOf<'Document'>(_id) === documentId && status === 'Stored',
  )
  if (!document) throw fail('DOCUMENT_NOT_FOUND')
  return document
}
