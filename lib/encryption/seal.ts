import { DataKey } from '#lib/encryption/data-key.model.ts'
import { openBox, sealBox } from '#lib/platform/box.ts'
import { keys } from '#lib/gateways/keys/keys.ts'
import { realTime } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { isDuplicate, objectId } from '#lib/platform/mongo.ts'

/** Whose field it is and which: sealed text opens there and nowhere else. */
export interface Place {
  readonly owner: UserId
  /** `payoutAccount:<id>`; never reused for something else. */
  readonly field: string
}

/** The version of this way of sealing is bound as well, so that a later one cannot be read as this one. */
const boundTo = ({ owner, field }: Place): string => `v1:${owner}:${field}`

/**
 * Encrypts a field of a person: AES-256-GCM under a key of his own, which is stored only as the keeper of the
 * master key wrapped it. Bound to its owner and field, so that it cannot be moved to another row.
 * Calls KMS on AWS: outside of transactions only.
 */
export async function seal(place: Place, text: string): Promise<string> {
  const key = await keyOf(place.owner)
  return sealBox(key, Buffer.from(text, 'utf8'), boundTo(place)).toString('base64')
}

/** Reads what seal made. Throws where it was changed, moved, or its owner's key is gone. */
export async function unseal(place: Place, sealed: string): Promise<string> {
  const key = await keyOf(place.owner, false)
  return openBox(key, Buffer.from(sealed, 'base64'), boundTo(place)).toString('utf8')
}

/** Two first fields at once: one key is stored, and the other takes it. */
async function keyOf(owner: UserId, mayBeNew = true): Promise<Buffer> {
  const keeper = await keys()
  const kept = await DataKey.findById(owner).lean()
  if (kept) return keeper.unwrap(bytesOf(kept.wrapped), owner)
  if (!mayBeNew) throw new Error('the key of this person is gone')
  const { plain, wrapped } = await keeper.newDataKey(owner)
  try {
    await DataKey.create([{ _id: objectId(owner), wrapped, createdAt: realTime() }])
    return plain
  } catch (error) {
    if (isDuplicate(error)) return keyOf(owner)
    throw error
  }
}

/** A lean read answers BSON's Binary, whatever the type says. */
function bytesOf(stored: Buffer | { readonly buffer: Uint8Array }): Buffer {
  return Buffer.isBuffer(stored) ? stored : Buffer.from(stored.buffer)
}
