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
 * Shows the other party of a job's thread that the caller is typing. Nothing is stored. Staff only read threads, so for
 * them nothing is sent. Throws JOB_NOT_FOUND, THREAD_NOT_FOUND, RECIPIENT_REQUIRED.
 */
export async function sendTyping({ jobId, to }: Typing, caller: Principal) {
  const { client, craftsman } = await findThread(jobId, caller, to)
  const counterpart = { [client]: craftsman, [craftsman]: client }[caller.id]
  if (counterpart) {
    await deliverRealtime({ userId: counterpart, frame: newFrame('typing', { jobId, from: caller.id }) })
  }
  return {}
}
