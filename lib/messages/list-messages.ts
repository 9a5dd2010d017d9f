import type * as z from 'zod'
import type { Asker } from '#lib/jobs/job-case.ts'
import { Message } from '#lib/messages/message.model.ts'
import type { messageSearch } from '#lib/messages/message.schemas.ts'
import { readMessages, showMessage } from '#lib/messages/message.view.ts'
import { threadOf } from '#lib/messages/thread.ts'
import { pageOf, skipped } from '#lib/platform/border.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { isStaff } from '#lib/users/role.ts'

/**
 * Read a thread, newest first: its two, and staff where the job came to a dispute (they see what was taken back too).
 * Throws JOB_NOT_FOUND, THREAD_NOT_FOUND.
 */
export async function listMessages(jobId: JobId, search: z.output<typeof messageSearch>, asker: Asker) {
  const { craftsman } = await threadOf(jobId, asker, search.with)
  const found = { job: objectId(jobId), craftsman: objectId(craftsman) }
  const [messages, items] = await Promise.all([
    readMessages([
      { $match: found },
      { $sort: { createdAt: -1, _id: -1 } },
      { $skip: skipped(search) },
      { $limit: search.limit },
    ]),
    Message.countDocuments(found),
  ])
  const shown = messages.map((message) => showMessage(message, isStaff(asker.role)))
  return pageOf(shown, items, search)
}
