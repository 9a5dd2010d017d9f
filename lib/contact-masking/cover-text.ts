import { coverContacts } from '#lib/contact-masking/cover-contacts.ts'
import { encryptField, type FieldLocation } from '#lib/encryption/encrypt-field.ts'

/** A text as it is stored: with its contacts covered, and if there were any, its original encrypted. */
export interface CoveredText {
  readonly text: string
  readonly original: string | null
}

/**
 * Covers the contacts of a text, and seals its original if it had any. What lists, searches, notifications and sockets
 * read is the covered text. Calls KMS on AWS, so use it outside transactions only.
 */
export async function coverText(
  location: () => FieldLocation | Promise<FieldLocation>,
  written: string,
): Promise<CoveredText> {
  const { text, covered } = coverContacts(written)
  return { text, original: covered ? await encryptField(await location(), written) : null }
}
