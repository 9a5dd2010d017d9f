import type { PipelineStage } from 'mongoose'
import type * as z from 'zod'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import type { messageSearch } from '#lib/messages/message.schemas.ts'
import { readMessages, toMessageView } from '#lib/messages/message.view.ts'
import { withOriginalTexts } from '#lib/messages/original-texts.ts'
import { findThread } from '#lib/messages/thread.ts'
import { Message } from '#lib/model/message.model.ts'
import { isStaff } from '#lib/model/role.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/**
 * Read a thread, newest first, for its two parties, and for staff while the job is disputed. Staff also see what was
 * deleted. A text with contacts is covered until the hire; its writer, staff and from the hire on the other party read
 * it as it was written.
 * Throws JOB_NOT_FOUND, THREAD_NOT_FOUND, RECIPIENT_REQUIRED.
 */
export async function listMessages(
  jobId: JobId,
  search: z.output<typeof messageSearch>,
  principal: Principal,
) {
  const { craftsman, hired } = await findThread(jobId, principal, search.with)
  const filter = { job: objectId(jobId), craftsman: objectId(craftsman) }
  const forStaff = isStaff(principal.role)
  const read = async (stages: PipelineStage[]) =>
    withOriginalTexts(await readMessages(stages), principal.id, hired || forStaff)
  const page = await readPage({ model: Message, filter, order: { number: -1 }, search, read })
  return pageOf(page, (message) => toMessageView(message, forStaff))
}
