import { decryptFields, type FieldLocation } from '#lib/encryption/encrypt-field.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'

/** A stored text whose original a viewer may read. */
export interface SealedText extends FieldLocation {
  readonly text: string
  readonly original: string
}

/**
 * The originals of stored texts, in their order. One that cannot be read any more, because its writer's key was
 * deleted with their account, stays as it is shown to everybody.
 */
export async function openTexts(sealed: readonly SealedText[]): Promise<string[]> {
  const opened = new Map<SealedText, string>()
  const byOwner = Map.groupBy(sealed, ({ owner }) => owner)
  await Promise.all(Array.from(byOwner, ([owner, texts]) => openOf(owner, texts, opened)))
  return sealed.map((text) => opened.get(text) ?? text.text)
}

async function openOf(
  owner: UserId,
  texts: readonly SealedText[],
  opened: Map<SealedText, string>,
): Promise<void> {
  try {
    const fields = texts.map(({ field, original }) => ({ field, ciphertext: original }))
    const originals = await decryptFields(owner, fields)
    for (const [i, text] of texts.entries()) opened.set(text, originals[i] ?? text.text)
  } catch (error) {
    log.warn('originals of covered texts could not be read', { userId: owner, error })
  }
}
