import { type MessageWithPeople, type ShownMessage, toMessageView } from '#lib/messages/message.view.ts'

/** A message as a frame. However often and by whomever it is sent, it has the same id, time and data. */
export interface MessageFrame {
  readonly type: 'message'
  readonly id: string
  readonly at: string
  readonly data: ShownMessage & Readonly<Record<string, unknown>>
}

export function messageFrameOf(message: MessageWithPeople): MessageFrame {
  const data = toMessageView(message)
  return { type: 'message', id: data.id, at: data.createdAt, data: { ...data } }
}
