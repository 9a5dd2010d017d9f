import type { PipelineStage } from 'mongoose'
import { type MessageWithPeople, readMessages } from '#lib/messages/message.view.ts'
import { withOriginalTexts } from '#lib/messages/original-texts.ts'
import { Job } from '#lib/model/job.model.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'

/**
 * Messages as their thread shows them to one of its two: contacts that the other wrote are covered until the hire, and
 * what was deleted is not shown.
 */
export async function readMessagesAsShown(
  stages: readonly PipelineStage[],
  viewer: UserId,
): Promise<MessageWithPeople[]> {
  const messages = await readMessages(stages)
  const jobIds = [...new Set(messages.map(({ job }) => idOf<'Job'>(job)))]
  const jobs = await Job.find({ _id: trusted({ $in: jobIds }) }, { craftsman: 1, status: 1 }).lean()
  const hiredAt = new Map(
    jobs.map(({ _id, craftsman, status }) => [
      idOf<'Job'>(_id),
      craftsman && !isOpen(status) ? idOf<'User'>(craftsman) : null,
    ]),
  )
  const isHired = ({ job, craftsman }: MessageWithPeople) =>
    hiredAt.get(idOf<'Job'>(job)) === idOf<'User'>(craftsman)
  const shown = new Map<MessageWithPeople['_id'], MessageWithPeople>()
  for (const seesAll of [true, false]) {
    const some = messages.filter((message) => isHired(message) === seesAll)
    for (const message of await withOriginalTexts(some, viewer, seesAll)) shown.set(message._id, message)
  }
  return messages.map((message) => shown.get(message._id) ?? message)
}
