import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { isOwnImageUrl } from '#lib/gateways/images/own-images.ts'
import { saveResponse } from '#lib/idempotency/save-response.ts'
import { spendLimit } from '#lib/limits/limits.ts'
import { coverMessage } from '#lib/messages/cover-message.ts'
import type { newMessage } from '#lib/messages/message.schemas.ts'
import { type MessageWithPeople, readMessages, toMessageView } from '#lib/messages/message.view.ts'
import { findThread, type Thread } from '#lib/messages/thread.ts'
import { Block } from '#lib/model/block.model.ts'
import { Message } from '#lib/model/message.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { type JobId, type MessageId, newId, type UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

const MASKED_NOTE = {
  en: 'Phone numbers, e-mail addresses and links are covered until somebody is hired: payment, dispute and review protect you only here',
  ar: 'يتم إخفاء أرقام الهواتف والإيميلات والروابط حتى يتم التعاقد، لأن الدفع والنزاع والتقييم يحمونك هنا فقط',
} as const

type MessageContent = Pick<z.output<typeof newMessage>, 'text' | 'images' | 'clientMessageId'> & {
  readonly with?: UserId | undefined
}

/**
 * Write to the other party of a job.
 * 0. a message with the same `clientMessageId` in this job is answered again, and no second one is stored
 * 1. there is a thread between the two (JOB_NOT_FOUND, THREAD_NOT_FOUND, RECIPIENT_REQUIRED); staff can read but not
 *    write
 * 2. a limited number of messages per minute (LIMIT_REACHED); neither has blocked the other, and the other's account is
 *    not deleted (MESSAGES_BLOCKED)
 * 3. pictures are the sender's own uploads for chat (UPLOAD_NOT_YOURS)
 * 4. until the craftsman is hired, contacts are covered, and the sender is told why; the original is kept encrypted, so
 *    that both read it after the hire, also if that comes while the message is written (docs/decisions/masking.md)
 * 5. one transaction: the message with the next number of its thread, and its event, which brings it to the other's
 *    sockets and devices
 */
export async function sendMessage(
  jobId: JobId,
  content: MessageContent,
  principal: Principal,
  locale: Locale = 'ar',
) {
  const first = await findSent(jobId, content, principal.id)
  if (first) return toSentView(first, locale)
  try {
    return toSentView(await sendNew(jobId, content, principal, locale), locale)
  } catch (error) {
    const winner = await findSent(jobId, content, principal.id) // the same message came twice at once
    if (winner) return toSentView(winner, locale)
    throw error
  }
}

const toSentView = (message: MessageWithPeople, locale: Locale) => ({
  ...toMessageView(message),
  note: message.masked ? MASKED_NOTE[locale] : null,
})

/** The message that this sender's app has sent by this name before: to the craftsman it names, or as the craftsman. */
async function findSent(
  jobId: JobId,
  { clientMessageId, with: named }: MessageContent,
  sender: UserId,
): Promise<MessageWithPeople | undefined> {
  if (clientMessageId === undefined) return undefined
  const from = objectId(sender)
  const ofThread = named && { craftsman: { $in: [objectId(named), from] } }
  const [message] = await readMessages([
    { $match: { from, clientMessageId, job: objectId(jobId), ...ofThread } },
  ])
  return message
}

async function sendNew(
  jobId: JobId,
  content: MessageContent,
  principal: Principal,
  locale: Locale,
): Promise<MessageWithPeople> {
  const thread = await findThread(jobId, principal, content.with)
  const isClient = thread.client === principal.id
  if (!isClient && thread.craftsman !== principal.id) throw fail('THREAD_NOT_FOUND')
  const to = isClient ? thread.craftsman : thread.client
  await spendLimit('messagesPerMinute', principal.id)
  await refuseUnreachable(principal.id, to)
  await checkImages(content.images, principal.id)
  const id = newId<'Message'>()
  const covered = await maskedContent(id, principal.id, content.text, thread)
  const { images = [], clientMessageId } = content
  const draft = { id, from: principal.id, to, ...covered, images, clientMessageId }
  return inTransaction(async (tx) => {
    const message = await storeMessage(tx, thread, draft)
    await saveResponse(tx, toSentView(message, locale))
    return message
  })
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

/** Nobody reads what is written to an account that was deleted, and nothing would erase it any more. */
async function refuseUnreachable(me: UserId, other: UserId): Promise<void> {
  const [a, b] = [objectId(me), objectId(other)]
  const [block, recipient] = await Promise.all([
    Block.exists({
      $or: [
        { blocker: a, blocked: b },
        { blocker: b, blocked: a },
      ],
    }),
    User.exists({ _id: b, deletedAt: null }),
  ])
  if (block || !recipient) throw fail('MESSAGES_BLOCKED')
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
  readonly masked: boolean
  readonly clientMessageId: string | undefined
}

/** Stores a message with its event. Two at once in one thread conflict at their number, and one is tried again. */
async function storeMessage(
  tx: ClientSession,
  { jobId, client, craftsman }: Thread,
  { id, from, to, text, originalText, images, masked, clientMessageId }: Draft,
): Promise<MessageWithPeople> {
  const _id = objectId(id)
  const thread = { job: objectId(jobId), craftsman: objectId(craftsman) }
  const people = { client: objectId(client), from: objectId(from), to: objectId(to) }
  const last = await Message.findOne(thread, { number: 1 }).sort({ number: -1 }).session(tx).lean()
  const named = { ...(clientMessageId !== undefined && { clientMessageId }), ...(masked && { masked }) }
  const texts = { ...(text !== undefined && { text }), ...(originalText !== undefined && { originalText }) }
  const content = { images: [...images], ...texts }
  const number = (last?.number ?? 0) + 1
  await Message.create([{ _id, ...thread, ...people, number, ...named, ...content, createdAt: clock() }], {
    session: tx,
  })
  const parties = { jobId, clientId: client, craftsmanId: craftsman, messageId: id, fromId: from, toId: to }
  await recordEvent(tx, 'message.sent', parties)
  const [message] = await readMessages([{ $match: { _id } }], tx)
  if (!message) throw fail('THREAD_NOT_FOUND')
  return message
}
