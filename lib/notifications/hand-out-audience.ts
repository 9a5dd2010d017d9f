import type { EventMessage } from '#lib/events/event-message.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { sendWork } from '#lib/work/send-work.ts'
import type { DatabaseWork } from '#lib/work/work-messages.ts'
import { workQueue } from '#lib/work/work-queues.ts'

/** Less than every id. */
const BEFORE_EVERYBODY = '000000000000000000000000' as UserId

/** The work queue refused a part of an audience. The message that wanted it is delivered again. */
class AudienceNotQueuedError extends Error {}

/** Puts work about an audience on its queue. Throws if the queue refuses any of it. */
export async function sendAudienceWork(
  messages: readonly Extract<DatabaseWork, { readonly event: unknown }>[],
): Promise<void> {
  const refused = await sendWork(workQueue, messages)
  if (refused.length > 0) throw new AudienceNotQueuedError(`${refused.length} messages not accepted`)
}

/** Has workers find and tell everybody whom an event concerns, where that may be thousands. */
export const handOutAudience = (event: EventMessage): Promise<void> =>
  sendAudienceWork([{ task: 'findAudience', ids: [BEFORE_EVERYBODY], event }])
