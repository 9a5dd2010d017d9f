import { decryptField } from '#lib/encryption/encrypt-field.ts'
import { NationalId, type NationalIdRecord } from '#lib/model/national-id.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { hashKeyNames, hashNationalId, nationalIdField } from '#lib/verification/seal-national-id.ts'

const PAGE = 100

/**
 * Hashes every ID number with the keys that NATIONAL_ID_KEY has now, in pages, while the application runs. With the new
 * key and the old one a number is found by either; once every function has both and this has run, the old one can go,
 * and the next run takes its hashes away. It can be stopped at any point, and goes on with what is left.
 */
export async function rehashNationalIds(
  pageSize = PAGE,
): Promise<{ readonly rehashed: number; readonly failed: number }> {
  const names = await hashKeyNames()
  const tally = { rehashed: 0, failed: 0 }
  let page: NationalIdRecord[] = []
  do {
    const last = page.at(-1)?._id
    page = await NationalId.find({
      hashedBy: trusted({ $ne: names }),
      ...(last && { _id: trusted({ $gt: last }) }),
    })
      .sort({ _id: 1 })
      .limit(pageSize)
      .lean()
    for (const record of page) {
      try {
        tally.rehashed += await rehash(record)
      } catch (error) {
        tally.failed += 1
        log.error('an ID number could not be hashed again', { userId: idOf(record._id), error })
      }
    }
  } while (page.length === pageSize)
  return tally
}

/** Writes only if the number is still the one that was read. */
async function rehash({ _id, sealed }: NationalIdRecord): Promise<number> {
  const number = await decryptField(nationalIdField(idOf<'User'>(_id)), sealed)
  const { hashes, hashedBy } = await hashNationalId(number)
  const { modifiedCount } = await NationalId.updateOne({ _id, sealed }, { $set: { hashes, hashedBy } })
  return modifiedCount
}
