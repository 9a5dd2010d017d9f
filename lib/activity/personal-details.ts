import { decryptFields, encryptField } from '#lib/encryption/encrypt-field.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'

/** Personal data in an entry of the activity log. The log's hashes are over the ciphertext. */
export interface PersonalDetails {
  readonly owner: UserId
  readonly field: string
  readonly ciphertext: string
}

/**
 * Encrypts what an entry says about a person, with that person's data key, for `details.personal` of the entry. When
 * the key is destroyed the entry stays as it is and nobody can read this part. Calls KMS on AWS, so use it before the
 * transaction.
 */
export async function encryptDetails(
  owner: UserId,
  details: Readonly<Record<string, unknown>>,
): Promise<{ readonly personal: PersonalDetails }> {
  const field = `activity:${newId()}`
  const ciphertext = await encryptField({ owner, field }, JSON.stringify(details))
  return { personal: { owner, field, ciphertext } }
}

/** Reads what `encryptDetails` wrote; null if the person's key was destroyed. */
export async function decryptDetails({
  owner,
  field,
  ciphertext,
}: PersonalDetails): Promise<Record<string, unknown> | null> {
  try {
    const [text = '{}'] = await decryptFields(owner, [{ field, ciphertext }])
    return JSON.parse(text) as Record<string, unknown>
  } catch (error) {
    log.info('details of the activity log are not readable', { userId: owner, error })
    return null
  }
}
