import { Types } from 'mongoose'
import type * as z from 'zod'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { isOwnImageUrl } from '#lib/gateways/images/own-images.ts'
import { spendLimit } from '#lib/limits/limits.ts'
import { maskContacts } from '#lib/messages/mask-contacts.ts'
import type { newMessage } from '#lib/messages/message.schemas.ts'
import { readMessages, toMessageView } from '#lib/messages/message.view.ts'
import { findThread, type Thread } from '#lib/messages/thread.ts'
import { Block } from '#lib/model/block.model.ts'
import { Message } from '#lib/model/message.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

const MASKED_NOTE = {
  en: 'Phone numbers and e-mail addresses are covered until somebody is hired: payment, dispute and review protect you only here',
  ar: 'يتم إخفاء أرقام الهواتف وعناوين البريد حتى يتم التعاقد، لأن الدفع والنزاع والتقييم يحمونك هنا فقط',
} as const

type MessageContent = Pick<z.output<typeof newMessage>, 'text' | 'images'> & {
  readonly with?: UserId | undefined
}

/**
 * Write to the other party of a job.
 * 1. there is a thread between the two (JOB_NOT_FOUND, THREAD_NOT_FOUND); staff can read but not write
 * 2. a limited number of messages per minute (LIMIT_REACHED); neither has blocked the other (MESSAGES_BLOCKED)
 * 3. pictures are the sender's own uploads for chat (UPLOAD_NOT_YOURS)
 * 4. until the craftsman is hired, phone numbers and e-mail addresses are masked, and the sender is told why
 * 5. one transaction: the message and its event, which brings it to the other's sockets and devices
 */
export async function sendMessage(
  jobId: JobId,
  content: MessageContent,
  principal: Principal,
  locale: Locale = 'ar',
) {
  const thread = await findThread(jobId, principal, content.with)
  const isClient = thread.client === principal.id
  if (!isClient && thread.craftsman !== principal.id) throw fail('THREAD_NOT_FOUND')
  const to = isClient ? thread.craftsman : thread.client
  await spendLimit('messagesPerMinute', principal.id)
  await refuseBlockedPair(principal.id, to)
  await checkImages(content.images, principal.id)
  const { text, masked } = maskedContent(content.text, thread)
  const id = await storeMessage(thread, { from: principal.id, to, text, images: content.images ?? [] })
  const [message] = await readMessages([{ $match: { _id: id } }])
  if (!message) throw fail('THREAD_NOT_FOUND')
  return { ...toMessageView(message), note: masked ? MASKED_NOTE[locale] : null }
}

function maskedContent(
  text: string | undefined,
  { hired }: Thread,
): { text: string | undefined; masked: boolean } {
  return text === undefined || hired ? { text, masked: false } : maskContacts(text)
}

async function refuseBlockedPair(me: UserId, other: UserId): Promise<void> {
  const [a, b] = [objectId(me), objectId(other)]
  const block = await Block.exists({
    $or: [
      { blocker: a, blocked: b },
      { blocker: b, blocked: a },
    ],
  })
  if (block) throw fail('MESSAGES_BLOCKED')
}

async function checkImages(images: readonly string[] | undefined, owner: UserId): Promise<void> {
  for (const image of images ?? []) {
    if (!(await isOwnImageUrl(image, 'chat', owner))) throw fail('UPLOAD_NOT_YOURS')
  }
}

interface Draft {
  readonly from: UserId
  readonly to: UserId
  readonly text: string | undefined
  readonly images: readonly string[]
}

const storeMessage = (
  { jobId, client, craftsman }: Thread,
  { from, to, text, images }: Draft,
): Promise<Types.ObjectId> =>
  inTransaction(async (tx) => {
    const _id = new Types.ObjectId()
    const parties = { job: objectId(jobId), client: objectId(client), craftsman: objectId(craftsman) }
    await Message.create(
      [
        {
          _id,
          ...parties,
          from: objectId(from),
          to: objectId(to),
          images: [...images],
          createdAt: clock(),
          ...(text !== undefined && { text }),
        },
      ],
      { session: tx },
    )
    const messageId = idOf<'Message'>(_id)
    await recordEvent(tx, 'message.sent', {
      jobId,
      clientId: client,
      craftsmanId: craftsman,
      messageId,
      fromId: from,
      toId: to,
    })
    return _id
  })
