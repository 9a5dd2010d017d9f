import { createHash, createHmac } from 'node:crypto'
import { encryptField, type FieldLocation } from '#lib/encryption/encrypt-field.ts'
import { config } from '#lib/platform/config.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { NationalIdClaim } from '#lib/verification/national-id-claim.ts'

export const nationalIdField = (owner: UserId): FieldLocation => ({ owner, field: 'nationalId' })

/** Hashes a number with every hash key in use, and encrypts it with its owner's key. Not for transactions. */
export async function sealNationalId(owner: UserId, number: string): Promise<NationalIdClaim> {
  const [hashed, sealed] = await Promise.all([
    hashNationalId(number),
    encryptField(nationalIdField(owner), number),
  ])
  return { ...hashed, sealed }
}

/** The keyed hashes of a number, and the names of the keys. */
export async function hashNationalId(number: string): Promise<Omit<NationalIdClaim, 'sealed'>> {
  const keys = await hashKeys()
  const hashes = keys.map((key) =>
    createHmac('sha256', key).update(`national-id:${number}`).digest('base64url'),
  )
  return { hashes, hashedBy: namesOf(keys) }
}

/** The names of the hash keys in use, as `hashedBy` has them. */
export const hashKeyNames = async (): Promise<string> => namesOf(await hashKeys())

async function hashKeys(): Promise<Buffer[]> {
  const { NATIONAL_ID_KEY } = await config('nationalIds')
  return NATIONAL_ID_KEY.split(',').map((text) => Buffer.from(text, 'base64'))
}

const namesOf = (keys: readonly Buffer[]): string =>
  keys.map((key) => createHash('sha256').update(key).digest('hex').slice(0, 16)).join(',')
