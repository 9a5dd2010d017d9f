import { keys } from '#lib/gateways/keys/keys.ts'
import { DataKey } from '#lib/model/data-key.model.ts'
import { decryptAesGcm, encryptAesGcm } from '#lib/platform/aes-gcm.ts'
import { realTime } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { isDuplicate, objectId } from '#lib/platform/mongo.ts'

/** The owner and the name of an encrypted field. Its ciphertext can be decrypted for this field only. */
export interface FieldLocation {
  readonly owner: UserId
  /** `payoutAccount:<id>`; never reused for anything else. */
  readonly field: string
}

/** The format version is part of it too, so that a later format cannot be read as this one. */
const associatedData = ({ owner, field }: FieldLocation): string => `v1:${owner}:${field}`

/**
 * Encrypts a field of a person with AES-256-GCM. Each person has a data key, which is stored only wrapped by the
 * master key. The ciphertext is bound to its owner and field, so that it cannot be moved to another record.
 * Calls KMS on AWS, so use it outside transactions only.
 */
export async function encryptField(location: FieldLocation, text: string): Promise<string> {
  const key = await dataKeyOf(location.owner)
  return encryptAesGcm(key, Buffer.from(text, 'utf8'), associatedData(location)).toString('base64')
}

/** Decrypts what `encryptField` returned. Throws if it was changed or moved, or if its owner's key was deleted. */
export async function decryptField(location: FieldLocation, ciphertext: string): Promise<string> {
  const key = await dataKeyOf(location.owner, false)
  return decryptAesGcm(key, Buffer.from(ciphertext, 'base64'), associatedData(location)).toString('utf8')
}

/** Encrypts a file of a person in the same way. */
export async function encryptBytes(location: FieldLocation, bytes: Buffer): Promise<Buffer> {
  return encryptAesGcm(await dataKeyOf(location.owner), bytes, associatedData(location))
}

/** Decrypts what `encryptBytes` returned. Throws as `decryptField` does. */
export async function decryptBytes(location: FieldLocation, ciphertext: Buffer): Promise<Buffer> {
  return decryptAesGcm(await dataKeyOf(location.owner, false), ciphertext, associatedData(location))
}

/** Decrypts several fields of one person, whose data key is unwrapped once. */
export async function decryptFields(
  owner: UserId,
  fields: readonly { readonly field: string; readonly ciphertext: string }[],
): Promise<string[]> {
  const key = await dataKeyOf(owner, false)
  return fields.map(({ field, ciphertext }) =>
    decryptAesGcm(key, Buffer.from(ciphertext, 'base64'), associatedData({ owner, field })).toString('utf8'),
  )
}

/** The data key of a person. If two first fields come at once, one key is stored and both use it. */
async function dataKeyOf(owner: UserId, canCreate = true): Promise<Buffer> {
  const masterKey = await keys()
  const stored = await DataKey.findById(owner).lean()
  if (stored) return masterKey.unwrap(toBytes(stored.wrapped), owner, stored.wrappedBy)
  if (!canCreate) throw new Error('the data key of this person is gone')
  const { plain, wrapped, wrappedBy } = await masterKey.newDataKey(owner)
  try {
    await DataKey.create([{ _id: objectId(owner), wrapped, wrappedBy, createdAt: realTime() }])
    return plain
  } catch (error) {
    if (isDuplicate(error)) return dataKeyOf(owner)
    throw error
  }
}

/** A lean read returns BSON's Binary, although the type says Buffer. */
export function toBytes(stored: Buffer | { readonly buffer: Uint8Array }): Buffer {
  return Buffer.isBuffer(stored) ? stored : Buffer.from(stored.buffer)
}
