import { fail } from '#lib/errors/app-error.ts'
import { NOTIFICATION_TYPES, type NotificationType } from '#lib/model/notification-types.ts'
import { isSealOf, sealOf } from '#lib/platform/derived-keys.ts'
import type { UserId } from '#lib/platform/ids.ts'

export interface Unsubscription {
  readonly userId: UserId
  readonly type: NotificationType
}

/**
 * The token in an e-mail's unsubscribe link: the user and the type of e-mails, signed. It never expires: people keep
 * e-mails.
 */
export async function unsubscribeToken({ userId, type }: Unsubscription): Promise<string> {
  return `${userId}.${type}.${await sealOf('unsubscribe', `${userId}.${type}`)}`
}

/** Verifies and reads a token. Throws INVALID_UNSUBSCRIBE_LINK if it is not ours or not complete. */
export async function readUnsubscribeToken(token: string): Promise<Unsubscription> {
  const [, userId = '', type = '', signature = ''] = /^([0-9a-f]{24})\.(\w+)\.([\w-]{43})$/.exec(token) ?? []
  const known = NOTIFICATION_TYPES.find((name) => name === type)
  const isOurs = await isSealOf('unsubscribe', `${userId}.${type}`, signature)
  if (!known || !isOurs) throw fail('INVALID_UNSUBSCRIBE_LINK')
  return { userId: userId as UserId, type: known }
}
