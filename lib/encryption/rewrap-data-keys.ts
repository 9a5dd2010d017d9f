import { toBytes } from '#lib/encryption/encrypt-field.ts'
import { keys } from '#lib/gateways/keys/keys.ts'
import type { Keys } from '#lib/gateways/keys/master-key.ts'
import { DataKey, type DataKeyRecord } from '#lib/model/data-key.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** How many data keys are read at once, and asked of the keeper of the master key side by side. */
const PAGE = 100
const CONCURRENCY = 10

export interface Rewrapping {
  readonly rewrapped: number
  /** Those that could not be unwrapped: a master key is missing, or the record is damaged. They stay as they are. */
  readonly failed: number
}

interface RewrapOptions {
  readonly pageSize?: number
  /** Called after each page, with what was done so far. */
  readonly onPage?: (soFar: Rewrapping) => void
}

/**
 * Wraps every data key under the current master key, while the application runs:
 * 1. those that another master key wrapped, in pages; what they encrypt stays as it is
 * 2. each is one write, and only if the key is still wrapped as it was read: one that was destroyed meanwhile stays so
 * 3. it can be stopped at any point: the next run goes on with what is left, and has nothing to do when none is
 */
export async function rewrapDataKeys({
  pageSize = PAGE,
  onPage = () => undefined,
}: RewrapOptions = {}): Promise<Rewrapping> {
  const masterKey = await keys()
  const current = await masterKey.currentName()
  const tally = { rewrapped: 0, failed: 0 }
  let page: DataKeyRecord[] = []
  do {
    const last = page.at(-1)?._id
    page = await DataKey.find({
      wrappedBy: trusted({ $ne: current }),
      ...(last && { _id: trusted({ $gt: last }) }),
    })
      .sort({ _id: 1 })
      .limit(pageSize)
      .lean()
    for (let i = 0; i < page.length; i += CONCURRENCY) {
      const done = await Promise.all(page.slice(i, i + CONCURRENCY).map((key) => rewrap(masterKey, key)))
      tally.rewrapped += done.filter((outcome) => outcome === 'rewrapped').length
      tally.failed += done.filter((outcome) => outcome === 'failed').length
    }
    onPage({ ...tally })
  } while (page.length === pageSize)
  return tally
}

/** How many data keys another master key than the current one wraps: while there are any, it has to stay. */
export async function countOldDataKeys(): Promise<number> {
  const current = await (await keys()).currentName()
  return DataKey.countDocuments({ wrappedBy: trusted({ $ne: current }) })
}

async function rewrap(masterKey: Keys, { _id, wrapped, wrappedBy }: DataKeyRecord) {
  const userId = idOf<'User'>(_id)
  try {
    const renewed = await masterKey.rewrap(toBytes(wrapped), userId, wrappedBy)
    const { modifiedCount } = await DataKey.updateOne({ _id, wrapped }, { $set: renewed })
    return modifiedCount === 1 ? 'rewrapped' : 'gone'
  } catch (error) {
    log.error('a data key could not be wrapped again', { userId, error })
    return 'failed'
  }
}
