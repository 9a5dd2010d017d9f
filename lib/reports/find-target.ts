import type { Types } from 'mongoose'
import { shownUser } from '#lib/embedded/shown-user.ts'
import { Job } from '#lib/model/job.model.ts'
import { Message } from '#lib/model/message.model.ts'
import type { ReportTarget } from '#lib/model/report-targets.ts'
import { Review } from '#lib/model/review.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { Id, UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { canSeeJob } from '#lib/process/job-visibility.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { isVisible } from '#lib/process/review-visibility.ts'

/** What a report is about: who answers for it, and the job that it belongs to. */
export interface FoundTarget {
  readonly against: Types.ObjectId
  readonly job: Types.ObjectId | null
}

/** The target of a report; null if there is none that this reporter can see. */
export async function findTarget(
  type: ReportTarget,
  targetId: Id<string>,
  principal: Principal,
): Promise<FoundTarget | null> {
  const _id = objectId(targetId)
  const me = objectId(principal.id)
  switch (type) {
    case 'user': {
      const exists = await User.exists(shownUser(targetId as UserId)) // as the type of the target says
      return exists ? { against: _id, job: null } : null
    }
    case 'message': {
      const inThread = { _id, $or: [{ client: me }, { craftsman: me }] }
      const message = await Message.findOne(inThread, { from: 1, job: 1 }).lean()
      return message && { against: message.from, job: message.job }
    }
    case 'job': {
      const job = await Job.findById(_id, { client: 1, craftsman: 1, status: 1 }).lean()
      return job && (await canSeeJob(job, principal)) ? { against: job.client, job: _id } : null
    }
    case 'review': {
      const review = await Review.findById(_id, { reviewer: 1, job: 1, status: 1, revealAt: 1 }).lean()
      return review && isVisible(review, clock()) ? { against: review.reviewer, job: review.job } : null
    }
  }
}
