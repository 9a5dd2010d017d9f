import { Types } from 'mongoose'
import type * as z from 'zod'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { isOwnImageUrl } from '#lib/gateways/images/own-images.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import { spendLimit } from '#lib/limits/limits.ts'
import { Block } from '#lib/messages/block.model.ts'
import { maskContacts } from '#lib/messages/mask-contacts.ts'
import { Message } from '#lib/messages/message.model.ts'
import type { newMessage } from '#lib/messages/message.schemas.ts'
import { readMessages, showMessage } from '#lib/messages/message.view.ts'
import { threadOf, type Thread } from '#lib/messages/thread.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'

const NOTE = {
  en: 'Phone numbers and e-mail addresses are covered until somebody is hired: payment, dispute and review protect you only here',
  ar: 'يتم إخفاء أرقام الهواتف وعناوين البريد حتى يتم التعاقد، لأن الدفع والنزاع والتقييم يحمونك هنا فقط',
} as const

type Words = Pick<z.output<typeof newMessage>, 'text' | 'images'> & { readonly with?: UserId | undefined }

/**
 * Write to the other party of a job.
 * 1. there is a thread between the two (JOB_NOT_FOUND, THREAD_NOT_FOUND); staff reads and does not write
 * 2. at most so many a minute (LIMIT_REACHED); neither has blocked the other (MESSAGES_BLOCKED)
 * 3. pictures are one's own uploads for chat (UPLOAD_NOT_YOURS)
 * 4. until the craftsman is hired, phone numbers and e-mail addresses are covered, and the writer is told why
 * 5. one transaction: the message and its event, which carries it to the other's sockets and devices
 */
export async function sendMessage(jobId: JobId, words: Words, asker: Asker, locale: Locale = 'ar') {
  const thread = await threadOf(jobId, asker, words.with)
  const isClient = thread.client === asker.id
  if (!isClient && thread.craftsman !== asker.id) throw fail('THREAD_NOT_FOUND')
  const to = isClient ? thread.craftsman : thread.client
  await spendLimit('messagesPerMinute', asker.id)
  await refuseBlockedPair(asker.id, to)
  await checkImages(words.images, asker.id)
  const { text, masked } = covered(words.text, thread)
  const id = await store(thread, { from: asker.id, to, text, images: words.images ?? [] })
  const [message] = await readMessages([{ $match: { _id: id } }])
  if (!message) throw fail('THREAD_NOT_FOUND')
  return { ...showMessage(message), note: masked ? NOTE[locale] : null }
}

function covered(text: string | undefined, { hired }: Thread): { text: string | undefined; masked: boolean } {
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

const store = (
  { jobId, client, craftsman }: Thread,
  { from, to, text, images }: Draft,
): Promise<Types.ObjectId> =>
  inTransaction(async (session) => {
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
      { session },
    )
    const messageId = idOf<'Message'>(_id)
    await recordEvent(session, 'message.sent', {
      jobId,
      clientId: client,
      craftsmanId: craftsman,
      messageId,
      fromId: from,
      toId: to,
    })
    return _id
  })
