import type { Asker } from '#lib/jobs/job-case.ts'
import { threadOf } from '#lib/messages/thread.ts'
import type { JobId, UserId } from '#lib/platform/ids.ts'
import { deliverRealtime } from '#lib/realtime/deliver-realtime.ts'
import { aFrame } from '#lib/realtime/frame.ts'

interface Typing {
  readonly jobId: JobId
  readonly to?: UserId | undefined
}

/**
 * Shows the other party of a job's thread that somebody is writing. It is kept nowhere; staff, who only read,
 * show nobody anything. Throws JOB_NOT_FOUND, THREAD_NOT_FOUND.
 */
export async function tellTyping({ jobId, to }: Typing, me: Asker) {
  const { client, craftsman } = await threadOf(jobId, me, to)
  const partner = { [client]: craftsman, [craftsman]: client }[me.id]
  if (partner) {
    await deliverRealtime({ userId: partner, frame: aFrame('typing', { jobId, from: me.id }) })
  }
  return {}
}
