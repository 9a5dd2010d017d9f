import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import {
  type CertificateRecipient,
  DeletionRequest,
  type DeletionRequestRecord,
} from '#lib/model/deletion-request.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { OPEN_STATUSES } from '#lib/model/job-status.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { StaffRoster } from '#lib/model/staff-roster.model.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { prepaidOf, walletOf } from '#lib/money/accounts.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { recordTransaction } from '#lib/money/record-transaction.ts'
import { addMs, clock, DAY, MINUTE, realTime } from '#lib/platform/clock.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import { blockersOf, holdingsOf } from '#lib/privacy/blockers.ts'
import { nobodyFields } from '#lib/privacy/nobody.ts'

/** Longer than any request runs: what began before the account was closed is stored by then, or never. */
export const SETTLED_AFTER_MS = MINUTE

/** How long an erasure waits that something keeps from being done. */
const POSTPONED_MS = DAY

/** closed: nothing takes it back. postponed: something blocks. again: something was under way that has to end first. */
export type Closing = 'closed' | 'postponed' | 'again'

/**
 * Closes an account for good, in one transaction. Everything that decides about it is read in its snapshot, and whatever
 * could change that meanwhile writes one of the documents that this writes:
 * 1. the request still waits, and is due: taking it back deletes it
 * 2. nothing blocks. A top-up, a release or a payout that came in writes the wallet of this account, and the later of
 *    the two starts again: it finds the account closed and goes back to its payer, or blocks the erasure here
 * 3. no quote and no posting of theirs is open, which an acceptance would have written; the last admin stays
 * 4. a balance that they give up goes to the platform
 * 5. the account becomes nobody's: no login finds it, its e-mail and number are free, its sessions are no one's
 * Where something blocks, it is due again in a day, and the person is told the first time.
 */
export const closeAccount = (userId: UserId): Promise<Closing> =>
  inTransaction(async (tx) => {
    const request = await DeletionRequest.findById(userId).session(tx).lean()
    const user = await User.findOne({ _id: userId, deletedAt: null }, null, { session: tx }).lean()
    if (request?.status !== 'Waiting' || request.dueAt > clock() || !user) return 'postponed'
    const blockers = await blockersOf(userId, request.waivesBalance, tx)
    if (blockers.length > 0 || (await isLastAdmin(tx, user))) return postpone(tx, request, userId)
    if (await hasOpenWork(tx, userId)) return 'again'
    await giveUpBalance(tx, userId)
    await makeNobody(tx, userId, recipientOf(user))
    return 'closed'
  })

/** Closes an account whatever is open, since it was erased before: its database was restored from before that. */
export const closeErasedAccount = (userId: UserId): Promise<boolean> =>
  inTransaction(async (tx) => {
    const user = await User.findOne({ _id: userId, deletedAt: null }, null, { session: tx }).lean()
    if (!user) return false
    await makeNobody(tx, userId, null)
    return true
  })

async function makeNobody(
  tx: ClientSession,
  userId: UserId,
  recipient: CertificateRecipient | null,
): Promise<void> {
  const now = realTime()
  const { $set, $unset } = nobodyFields(userId)
  await User.collection.updateOne(
    { _id: objectId(userId) },
    { $set: { ...$set, deletedAt: clock(), updatedAt: clock() }, $unset },
    { session: tx },
  )
  await DeletionRequest.updateOne(
    { _id: userId },
    {
      $set: {
        status: 'Erasing',
        closedAt: now,
        recheckAt: addMs(now, SETTLED_AFTER_MS),
        certificate: newId<'Certificate'>(),
        ...(recipient && { recipient }),
      },
      $setOnInsert: { waivesBalance: false, requestedAt: clock(), dueAt: clock() },
    },
    { session: tx, upsert: true },
  )
  await logActivity(tx, { actor: null, action: 'user.erase', target: { kind: 'User', id: userId } })
  await recordEvent(tx, 'account.erased', { userId })
}

async function postpone(
  tx: ClientSession,
  { _id, postponedAt }: DeletionRequestRecord,
  userId: UserId,
): Promise<'postponed'> {
  const at = clock()
  await DeletionRequest.updateOne(
    { _id },
    { $set: { dueAt: addMs(at, POSTPONED_MS), postponedAt: postponedAt ?? at } },
    { session: tx },
  )
  if (!postponedAt) await recordEvent(tx, 'account.deletionPostponed', { userId })
  return 'postponed'
}

/** Two last admins who are erased at once both write one document: the later starts again and stays. */
async function isLastAdmin(tx: ClientSession, { _id, role }: UserRecord): Promise<boolean> {
  if (role !== 'Admin') return false
  await StaffRoster.updateOne({ _id: 'admins' }, { $inc: { changes: 1 } }, { upsert: true, session: tx })
  const other = { _id: trusted({ $ne: _id }), role, isBanned: false, deletedAt: null }
  return !(await User.exists(other).session(tx))
}

async function hasOpenWork(tx: ClientSession, userId: UserId): Promise<boolean> {
  const person = objectId(userId)
  const posting = { client: person, status: trusted({ $in: [...OPEN_STATUSES] }) }
  const [job, quote] = [
    await Job.exists(posting).session(tx),
    await Quote.exists({ craftsman: person, status: 'Submitted' }).session(tx),
  ]
  return job !== null || quote !== null
}

async function giveUpBalance(tx: ClientSession, userId: UserId): Promise<void> {
  const { earnings, prepaid } = await holdingsOf(userId, tx)
  const amount = earnings + prepaid
  if (amount === 0) return
  const at = clock()
  await postJournal(tx, {
    key: `waived:${userId}`,
    kind: 'waived',
    postings: [
      { account: walletOf(userId), amount: -earnings },
      { account: prepaidOf(userId), amount: -prepaid },
      { account: 'platform:goodwill', amount },
    ],
    at,
  })
  await recordTransaction(tx, { userId, type: 'Withdrawal', amount: -amount, status: 'Completed', at })
}

const recipientOf = ({ email, firstName, locale }: UserRecord): CertificateRecipient => ({
  email,
  firstName,
  locale: locale ?? 'ar',
})
