import type * as z from 'zod'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { isOwnImageUrl } from '#lib/gateways/images/own-images.ts'
import { spendLimit } from '#lib/limits/limits.ts'
import { coverMessage } from '#lib/messages/cover-message.ts'
import type { newMessage } from '#lib/messages/message.schemas.ts'
import { readMessages, toMessageView } from '#lib/messages/message.view.ts'
import { findThread, type Thread } from '#lib/messages/thread.ts'
import { Block } from '#lib/model/block.model.ts'
import { Message } from '#lib/model/message.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { type JobId, type MessageId, newId, type UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

const MASKED_NOTE = {
  en: 'Phone numbers, e-mail addresses and links are covered until somebody is hired: payment, dispute and review protect you only here',
  ar: 'يتم إخفاء أرقام الهواتف والإيميلات والروابط حتى يتم التعاقد، لأن الدفع والنزاع والتقييم يحمونك هنا فقط',
} as const

type MessageContent = Pick<z.output<typeof newMessage>, 'text' | 'images'> & {
  readonly with?: UserId | undefined
}

/**
 * Write to the other party of a job.
 * 1. there is a thread between the two (JOB_NOT_FOUND, THREAD_NOT_FOUND); staff can read but not write
 * 2. a limited number of messages per minute (LIMIT_REACHED); neither has blocked the other (MESSAGES_BLOCKED)
 * 3. pictures are the sender's own uploads for chat (UPLOAD_NOT_YOURS)
 * 4. until the craftsman is hired, contacts are covered, and the sender is told why; the original is kept encrypted, so
 *    that both read it after the hire, also if that comes while the message is written (docs/decisions/masking.md)
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
  const id = newId<'Message'>()
  const { masked, ...texts } = await maskedContent(id, principal.id, content.text, thread)
  await storeMessage(thread, { id, from: principal.id, to, ...texts, images: content.images ?? [] })
  const [message] = await readMessages([{ $match: { _id: objectId(id) } }])
  if (!message) throw fail('THREAD_NOT_FOUND')
  return { ...toMessageView(message), note: masked ? MASKED_NOTE[locale] : null }
}

interface StoredTexts {
  readonly text: string | undefined
  readonly originalText?: string
}

async function maskedContent(
  id: MessageId,
  sender: UserId,
  written: string | undefined,
  { hired }: Thread,
): Promise<StoredTexts & { readonly masked: boolean }> {
  if (written === undefined || hired) return { text: written, masked: false }
  const { text, original } = await coverMessage(id, sender, written)
  return { text, masked: original !== null, ...(original !== null && { originalText: original }) }
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

interface Draft extends StoredTexts {
  readonly id: MessageId
  readonly from: UserId
  readonly to: UserId
  readonly images: readonly string[]
}

const storeMessage = (
  { jobId, client, craftsman }: Thread,
  { id, from, to, text, originalText, images }: Draft,
): Promise<void> =>
  inTransaction(async (tx) => {
    const _id = objectId(id)
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
          ...(originalText !== undefined && { originalText }),
        },
      ],
      { session: tx },
    )
    await recordEvent(tx, 'message.sent', {
      jobId,
      clientId: client,
      craftsmanId: craftsman,
      messageId: id,
      fromId: from,
      toId: to,
    })
  })
