import type { FieldLocation } from '#lib/encryption/encrypt-field.ts'
import type { DocumentId, UserId } from '#lib/platform/ids.ts'

/** What a document's ciphertext is bound to: its owner, and this one document. */
export const documentLocation = (owner: UserId, document: DocumentId): FieldLocation => ({
  owner,
  field: `verificationDocument:${document}`,
})
