import type { EmailMessage, PushMessage, RealtimeMessage } from '#lib/events/channel-messages.ts'
import { putOnQueue } from '#lib/gateways/queues/sqs.ts'
import { queueUrl } from '#lib/platform/config.ts'

interface Messages {
  readonly realtime: RealtimeMessage
  readonly push: PushMessage
  readonly email: EmailMessage
}

/** A queue did not accept all messages; the sender tries again. */
class NotQueuedError extends Error {}

/** Puts messages on a channel's queue. Throws if the queue did not accept all of them. */
export async function sendMessages<Q extends keyof Messages>(
  queue: Q,
  messages: readonly Messages[Q][],
): Promise<void> {
  const refused = await putOnQueue(await queueUrl('queues', queue), messages)
  if (refused.length > 0) throw new NotQueuedError(`${refused.length} messages not accepted by ${queue}`)
}
