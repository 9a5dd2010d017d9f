import { bannedEmail, unbannedEmail } from '#lib/administration/ban-emails.ts'
import { sendEmail } from '#lib/gateways/email/send-email.ts'
import {
  closeInvitationForBan,
  invitationsToClose,
  invitationsToReopen,
  reopenInvitationAfterBan,
} from '#lib/invitations/close-for-ban.ts'
import { type BanWork, User, type UserRecord } from '#lib/model/user.model.ts'
import { addMs, MINUTE, realTime } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { endJobOfBanned, jobsEndedByBan } from '#lib/process/end-jobs-of-banned.ts'
import {
  closeQuoteForBan,
  quotesToClose,
  quotesToReopen,
  reopenQuoteAfterBan,
} from '#lib/quotes/close-for-ban.ts'
import { closeSocketsOf } from '#lib/realtime/close-sockets.ts'

/** Longer than any request runs: what began before the ban is stored by then, or never. */
const SETTLED_AFTER_MS = MINUTE

/**
 * Does what a ban, or its end, does beside the account itself. It is done at once, and again a minute later for what
 * was under way when the ban came (a quote that was just being sent). Each step is a transaction of its own and changes
 * nothing a second time, so a run that dies is taken up by the next.
 */
export async function applyBanWork(userId: UserId): Promise<void> {
  const user = await User.findOne({ _id: userId, banWork: trusted({ $exists: true }) }).lean()
  if (!user?.banWork) return
  const beganAt = realTime()
  if (user.banWork.kind === 'ban') await applyBan(user, user.banWork)
  else await applyUnban(user)
  await close(userId, user.banWork, beganAt)
}

/**
 * 1. the sockets close, and the person is told
 * 2. open quotes and invitations end. They come first: a quote that was accepted meanwhile is a hire in step 3
 * 3. jobs end (end-jobs-of-banned.ts). Payouts wait by themselves: batches leave banned accounts out
 */
async function applyBan(user: UserRecord, { by }: BanWork): Promise<void> {
  const userId = idOf<'User'>(user._id)
  await closeSocketsOf({ userId })
  await tell(user, bannedEmail(user, user.banReason ?? ''))
  for (const quote of await quotesToClose(userId)) await closeQuoteForBan(quote)
  for (const invitation of await invitationsToClose(userId)) await closeInvitationForBan(invitation)
  for (const jobId of await jobsEndedByBan(userId)) await endJobOfBanned(jobId, userId, idOf<'User'>(by))
}

async function applyUnban(user: UserRecord): Promise<void> {
  const userId = idOf<'User'>(user._id)
  await tell(user, unbannedEmail(user))
  for (const invitation of await invitationsToReopen(userId)) await reopenInvitationAfterBan(invitation)
  for (const quote of await quotesToReopen(userId)) await reopenQuoteAfterBan(quote)
}

/** The provider sends a second one with the same key to nobody. If it is not reached, the rest is done all the same. */
async function tell(user: UserRecord, email: ReturnType<typeof unbannedEmail>): Promise<void> {
  const idempotencyKey = `${user.banWork?.kind}-${idOf(user._id)}-${user.banWork?.since.getTime()}`
  await sendEmail({ to: user.email, ...email, idempotencyKey }).catch((error: unknown) => {
    log.warn('the owner could not be told of a ban', { userId: idOf<'User'>(user._id), error })
  })
}

/** Over, if it began late enough to see everything; else it is due once more. A later ban or unban keeps its own work. */
async function close(userId: UserId, { since }: BanWork, beganAt: Date): Promise<void> {
  const settledAt = addMs(since, SETTLED_AFTER_MS)
  const change = beganAt >= settledAt ? { $unset: { banWork: 1 } } : { $set: { 'banWork.dueAt': settledAt } }
  await User.updateOne({ _id: userId, 'banWork.since': since }, change)
}
