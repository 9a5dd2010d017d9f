import { openTexts } from '#lib/contact-masking/open-texts.ts'
import type { MessageWithPeople } from '#lib/messages/message.view.ts'
import { idOf, type MessageId, type UserId } from '#lib/platform/ids.ts'

/** Where the original of a message's text is encrypted. */
export const messageLocation = (id: MessageId, owner: UserId) => ({ owner, field: `message:${id}:text` })

/** Messages with their original texts: all of them for whom `seesAll`, else those that the viewer wrote. */
export async function withOriginalTexts(
  messages: readonly MessageWithPeople[],
  viewer: UserId,
  seesAll: boolean,
): Promise<MessageWithPeople[]> {
  const sealed = messages.flatMap((message) => {
    const { text, originalText: original } = message
    const sender = idOf<'User'>(message.from._id)
    if (!text || !original || !(seesAll || sender === viewer)) return []
    return [{ ...messageLocation(idOf(message._id), sender), text, original, message }]
  })
  const opened = await openTexts(sealed)
  const textOf = new Map(sealed.map(({ message }, i) => [message, opened[i]]))
  return messages.map((message) => {
    const text = textOf.get(message)
    return text === undefined ? message : { ...message, text }
  })
}
