import { type CoveredText, coverText } from '#lib/contact-masking/cover-text.ts'
import { messageLocation } from '#lib/messages/original-texts.ts'
import type { MessageId, UserId } from '#lib/platform/ids.ts'

/** What of a message's text is stored before the hire: the covered text, and the original if it had contacts in it. */
export const coverMessage = (id: MessageId, sender: UserId, text: string): Promise<CoveredText> =>
  coverText(() => messageLocation(id, sender), text)
