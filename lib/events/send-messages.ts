import type { EmailMessage, PushMessage, RealtimeMessage } from '#lib/events/channel-messages.ts'
import { putOnQueue } from '#lib/gateways/queues/sqs.ts'
import { config } from '#lib/platform/config.ts'

interface Messages {
  readonly realtime: RealtimeMessage
  readonly push: PushMessage
  readonly email: EmailMessage
}

/** The environment variable with the URL of each queue. */
const URL_OF = { realtime: 'REALTIME_QUEUE_URL', push: 'PUSH_QUEUE_URL', email: 'EMAIL_QUEUE_URL' } as const

/** A queue did not accept all messages; the sender tries again. */
class NotQueuedError extends Error {}

/** Puts messages on a channel's queue. Throws if the queue did not accept all of them. */
export async function sendMessages<Q extends keyof Messages>(
  queue: Q,
  messages: readonly Messages[Q][],
): Promise<void> {
  const urls = await config('queues')
  const refused = await putOnQueue(urls[URL_OF[queue]], messages)
  if (refused.length > 0) throw new NotQueuedError(`${refused.length} messages not accepted by ${queue}`)
}
