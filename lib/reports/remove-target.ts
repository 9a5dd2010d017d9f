import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Message } from '#lib/model/message.model.ts'
import type { ReportRecord } from '#lib/model/report.model.ts'
import { Review } from '#lib/model/review.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { isVisible } from '#lib/process/review-visibility.ts'
import { removeReview } from '#lib/reviews/moderate-review.ts'

interface Removal {
  readonly report: ReportRecord
  readonly reason: string
  readonly staff: UserId
}

/**
 * Takes away what was reported, in the caller's transaction, and tells its owner why. What is gone already stays gone.
 * A job is not taken away here: the process does that.
 */
export async function removeTarget(tx: ClientSession, removal: Removal): Promise<void> {
  switch (removal.report.targetType) {
    case 'user':
      return clearProfile(tx, removal)
    case 'message':
      return removeMessage(tx, removal)
    case 'review':
      return removeReportedReview(tx, removal)
    case 'job':
      return
  }
}

/**
 * The account stays; the picture, the bio and the portfolio go. The id of the picture is kept: the file is deleted with the
 * next change of the picture.
 */
async function clearProfile(tx: ClientSession, { report, reason, staff }: Removal) {
  const userId = idOf<'User'>(report.target)
  const user = await User.findOneAndUpdate(
    { _id: userId, deletedAt: null },
    { $unset: { profilePicture: 1 }, $set: { updatedAt: clock() } },
    { session: tx },
  ).lean()
  if (!user) return
  await User.updateOne(
    { _id: userId, craftsmanInfo: trusted({ $exists: true }) },
    { $unset: { 'craftsmanInfo.bio': 1 }, $set: { 'craftsmanInfo.portfolioImageUrls': [] } },
    { session: tx },
  )
  await logActivity(tx, { actor: staff, action: 'user.clearProfile', target: { kind: 'User', id: userId } })
  await recordEvent(tx, 'content.removed', { userId, targetType: 'user', reason })
}

/** It keeps its place in the thread without its content, as if its sender had deleted it. */
async function removeMessage(tx: ClientSession, { report, reason, staff }: Removal) {
  const message = await Message.findOneAndUpdate(
    { _id: report.target, deletedAt: trusted({ $exists: false }) },
    { $set: { deletedAt: clock() } },
    { session: tx },
  ).lean()
  if (!message) return
  const target = { kind: 'Message', id: idOf<'Message'>(message._id) }
  await logActivity(tx, { actor: staff, action: 'message.remove', target })
  await recordEvent(tx, 'content.removed', { userId: idOf(message.from), targetType: 'message', reason })
}

async function removeReportedReview(tx: ClientSession, { report, reason, staff }: Removal) {
  const review = await Review.findById(report.target).session(tx).lean()
  if (!review || !isVisible(review, clock())) return
  await removeReview(tx, { reviewId: idOf(review._id), reason, staff })
}
