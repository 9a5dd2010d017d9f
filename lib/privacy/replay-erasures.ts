import { DeletionRequest } from '#lib/model/deletion-request.model.ts'
import { realTime } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { closeErasedAccount } from '#lib/privacy/close-account.ts'
import { eraseClosed } from '#lib/privacy/erase-account.ts'
import { readErasures } from '#lib/privacy/erasure-ledger.ts'

/** What a replay found. */
export interface ReplayedErasures {
  /** How many erasures are noted outside of the database. */
  readonly noted: number
  /** How many of these people the database had with their data, and has no more. */
  readonly erased: number
}

/**
 * Erases again, in a database that was restored, everybody who has been erased since its backup was made. It is run
 * before the database gets traffic, and may be run at any time: who is erased already is left alone. Nobody is asked
 * whether something blocks it, and no mail is sent. Throws where something could not be erased: run it again.
 */
export async function replayErasures(): Promise<ReplayedErasures> {
  let [noted, erased] = [0, 0]
  for await (const userId of readErasures()) {
    noted += 1
    if (await eraseAgain(userId)) erased += 1
  }
  return { noted, erased }
}

async function eraseAgain(userId: UserId): Promise<boolean> {
  const wasClosed = await closeErasedAccount(userId)
  const request = await DeletionRequest.findById(userId).lean()
  if (!request || (!wasClosed && request.status === 'Erased')) return false
  // it is noted already, and no request of a time before the backup is under way any more
  await DeletionRequest.updateOne(
    { _id: userId },
    { $set: { notedAt: realTime(), recheckAt: realTime() }, $unset: { recipient: 1 } },
  )
  await eraseClosed(userId)
  const { status } = (await DeletionRequest.findById(userId).lean()) ?? {}
  if (status !== 'Erased') throw new Error('an erasure could not be replayed to its end: run it again')
  return true
}
