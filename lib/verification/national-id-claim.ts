import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { NationalId } from '#lib/model/national-id.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

/** What is stored of a number: nothing from which anybody could tell it without a key. */
export interface NationalIdClaim {
  readonly hashes: string[]
  readonly hashedBy: string
  readonly sealed: string
}

/**
 * Makes a number the account's own. A number that staff have verified does not change any more (NATIONAL_ID_FIXED).
 * Another account's claim on it is a duplicate key, also if both come at once; one whose submission was rejected gives
 * way.
 */
export async function claimNationalId(
  tx: ClientSession,
  owner: UserId,
  claim: NationalIdClaim,
  at: Date,
): Promise<void> {
  const own = await NationalId.findById(owner).session(tx).lean()
  if (own?.verifiedAt && !own.hashes.some((hash) => claim.hashes.includes(hash))) {
    throw fail('NATIONAL_ID_FIXED')
  }
  const sameNumber = { hashes: trusted({ $in: claim.hashes }), isReleased: true }
  await NationalId.deleteMany({ ...sameNumber, _id: trusted({ $ne: objectId(owner) }) }, { session: tx })
  await NationalId.updateOne(
    { _id: owner },
    { $set: { ...claim, isReleased: false, updatedAt: at }, $setOnInsert: { createdAt: at } },
    { session: tx, upsert: true },
  )
}

/** A new submission takes back the number that the rejection of the last one released, if nobody else has taken it. */
export const keepNationalId = (tx: ClientSession, owner: UserId, at: Date) =>
  NationalId.updateOne(
    { _id: owner, isReleased: true },
    { $set: { isReleased: false, updatedAt: at } },
    { session: tx },
  )

/** A number that no submission stands for any more may be claimed by another account. A verified one stays. */
export const releaseNationalId = (tx: ClientSession, owner: UserId, at: Date) =>
  NationalId.updateOne(
    { _id: owner, verifiedAt: trusted({ $exists: false }) },
    { $set: { isReleased: true, updatedAt: at } },
    { session: tx },
  )

/** Staff have approved the number with its documents. */
export const fixNationalId = (tx: ClientSession, owner: UserId, at: Date) =>
  NationalId.updateOne(
    { _id: owner, verifiedAt: trusted({ $exists: false }) },
    { $set: { verifiedAt: at, isReleased: false, updatedAt: at } },
    { session: tx },
  )
