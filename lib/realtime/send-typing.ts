import { findThread } from '#lib/messages/thread.ts'
import type { JobId, UserId } from '#lib/platform/ids.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { deliverRealtime } from '#lib/realtime/deliver-realtime.ts'
import { newFrame } from '#lib/realtime/frame.ts'

interface Typing {
  readonly jobId: JobId
  readonly to?: UserId | undefined
}

/**
 * Shows the other party of a job's thread that somebody is writing. It is kept nowhere; staff, who only read,
 * show nobody anything. Throws JOB_NOT_FOUND, THREAD_NOT_FOUND.
 */
export async function sendTyping({ jobId, to }: Typing, me: Principal) {
  const { client, craftsman } = await findThread(jobId, me, to)
  const partner = { [client]: craftsman, [craftsman]: client }[me.id]
  if (partner) {
    await deliverRealtime({ userId: partner, frame: newFrame('typing', { jobId, from: me.id }) })
  }
  return {}
}
