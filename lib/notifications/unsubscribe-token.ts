import { createHmac, timingSafeEqual } from 'node:crypto'
import { keyFor } from '#lib/auth/keys.ts'
import { fail } from '#lib/errors/app-error.ts'
import { NOTIFICATION_TYPES, type NotificationType } from '#lib/notifications/notification-types.ts'
import type { UserId } from '#lib/platform/ids.ts'

export interface Unsubscription {
  readonly userId: UserId
  readonly type: NotificationType
}

/** The token in an e-mail's unsubscribe link: whose and which e-mails it stops, signed. It has no end: letters are kept. */
export async function unsubscribeToken({ userId, type }: Unsubscription): Promise<string> {
  return `${userId}.${type}.${await sign(userId, type)}`
}

/** Reads one. Throws INVALID_UNSUBSCRIBE_LINK for one that is not ours or not whole. */
export async function readUnsubscribeToken(token: string): Promise<Unsubscription> {
  const [, userId = '', type = '', signature = ''] = /^([0-9a-f]{24})\.(\w+)\.([\w-]{43})$/.exec(token) ?? []
  const known = NOTIFICATION_TYPES.find((name) => name === type)
  const right = Buffer.from(await sign(userId, type))
  const given = Buffer.from(signature)
  if (!known || given.length !== right.length || !timingSafeEqual(given, right)) {
    throw fail('INVALID_UNSUBSCRIBE_LINK')
  }
  return { userId: userId as UserId, type: known }
}

const sign = async (userId: string, type: string): Promise<string> =>
  createHmac('sha256', await keyFor('unsubscribe'))
    .update(`${userId}.${type}`)
    .digest('base64url')
