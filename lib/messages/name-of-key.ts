import { clientMessageId } from '#lib/messages/message.schemas.ts'

/**
 * An Idempotency-Key that is a UUID is the message's `clientMessageId` too, if the body has none: an app that sends a
 * message over HTTP, and once more over its socket, may use either.
 */
export const nameOfKey = (key: string | undefined): string | undefined => clientMessageId.safeParse(key).data
