import { putOnQueue } from '#lib/gateways/queues/sqs.ts'
import type { EmailMessage, PushMessage, RealtimeMessage } from '#lib/notifications/queue-messages.ts'
import { config } from '#lib/platform/config.ts'

interface Messages {
  readonly realtime: RealtimeMessage
  readonly push: PushMessage
  readonly email: EmailMessage
}

/** The settings that say where each queue is. */
const URL_OF = { realtime: 'REALTIME_QUEUE_URL', push: 'PUSH_QUEUE_URL', email: 'EMAIL_QUEUE_URL' } as const

/** A queue did not take all that it was given; whoever sent it tries again. */
class NotQueued extends Error {}

/** Puts messages on a channel's queue. Throws where one of them is not there afterwards. */
export async function sendMessages<Q extends keyof Messages>(
  queue: Q,
  messages: readonly Messages[Q][],
): Promise<void> {
  const urls = await config('queues')
  const refused = await putOnQueue(
    urls[URL_OF[queue]],
    messages.map((message) => JSON.stringify(message)),
  )
  if (refused.length > 0) throw new NotQueued(`${refused.length} messages for ${queue}`)
}
