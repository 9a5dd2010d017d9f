import { DeletionRequest, type DeletionRequestRecord } from '#lib/model/deletion-request.model.ts'
import { addMs, clock, realTime } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { certifyErasure } from '#lib/privacy/certify-erasure.ts'
import { closeAccount, SETTLED_AFTER_MS } from '#lib/privacy/close-account.ts'
import { closeOpenWork } from '#lib/privacy/close-open-work.ts'
import { erasePersonalData } from '#lib/privacy/erase-personal-data.ts'
import { noteErasure } from '#lib/privacy/erasure-ledger.ts'

/** How often what is open is closed, until nothing new came. The next run of the schedule goes on. */
const MAX_ATTEMPTS = 5

/**
 * Erases one account, or does what is left of it:
 * 1. the account is closed, if nothing blocks (close-account.ts); from here on nothing takes it back
 * 2. that it was erased is noted where no backup of the database is, so that a restored one erases it again
 * 3. its personal data are erased (erase-personal-data.ts)
 * 4. the certificate is mailed, and then the address forgotten
 * 5. a minute after it was closed all is looked at once more, for what a request under way has stored since
 * It may be called at any time and by several at once, and goes on where another one stopped.
 */
export async function eraseAccount(userId: UserId): Promise<void> {
  if (!(await isClosed(userId))) return
  await eraseClosed(userId)
}

async function isClosed(userId: UserId): Promise<boolean> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const request = await DeletionRequest.findById(userId).lean()
    if (!request) return false
    if (request.status !== 'Waiting') return true
    const closing = await closeAccount(userId)
    if (closing === 'closed') return true
    if (closing === 'postponed') return false
    await closeOpenWork(userId)
  }
  return false
}

/** Steps 2 to 5, for an account that is closed. */
export async function eraseClosed(userId: UserId): Promise<void> {
  const request = await DeletionRequest.findById(userId).lean()
  if (!request || (request.status === 'Erased' && !request.recheckAt)) return
  const beganAt = realTime()
  if (!request.notedAt) await note(request)
  const firstName = request.recipient?.firstName ?? null
  const since = addMs(request.closedAt ?? beganAt, -SETTLED_AFTER_MS)
  if (!(await erasePersonalData(userId, { firstName, since }))) return
  if (request.status === 'Erasing') await finish(request)
  // everything has been stored by then that was under way when the account was closed
  await DeletionRequest.updateOne(
    { _id: userId, recheckAt: trusted({ $lte: beganAt }) },
    { $unset: { recheckAt: 1 } },
  )
}

async function note(request: DeletionRequestRecord): Promise<void> {
  await noteErasure(request)
  await DeletionRequest.updateOne({ _id: request._id }, { $set: { notedAt: realTime() } })
}

async function finish(request: DeletionRequestRecord): Promise<void> {
  await certifyErasure(request)
  await DeletionRequest.updateOne(
    { _id: request._id, status: 'Erasing' },
    { $set: { status: 'Erased', erasedAt: clock() }, $unset: { recipient: 1 } },
  )
}
