import type { EmailMessage } from '#lib/events/channel-messages.ts'
import { sendEmail } from '#lib/gateways/email/send-email.ts'
import { Notification, type NotificationRecord } from '#lib/model/notification.model.ts'
import { notificationEmail } from '#lib/notifications/notification-email.ts'
import { recipientOf } from '#lib/notifications/recipient.ts'
import { unsubscribeToken } from '#lib/notifications/unsubscribe-token.ts'
import { realTime } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { type Id, idOf, type UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { objectId } from '#lib/platform/mongo.ts'

/**
 * E-mail a notification to its user, in their language, with a link to stop e-mails of this type:
 * Who has unsubscribed since gets none
 * 1. an e-mail that was sent before is not sent again; after a crash the provider's idempotency key prevents a second
 *    e-mail
 * 2. if the provider refuses (EMAIL_NOT_SENT), the message returns to its queue
 */
export async function deliverEmail({ notificationId, userId }: EmailMessage): Promise<void> {
  const notification = await Notification.findById(objectId(notificationId as Id<'Notification'>)).lean()
  if (!notification || notification.emailedAt) return
  const recipient = await recipientOf(userId as UserId, { type: notification.type, channel: 'email' })
  if (!recipient) return
  const unsubscribeUrl = await unsubscribeUrlFor(notification, recipient.locale)
  const links = { site: await siteUrl(), unsubscribe: unsubscribeUrl }
  await sendEmail({
    to: recipient.email,
    ...notificationEmail(notification, recipient, links),
    unsubscribeUrl,
    idempotencyKey: `notification-${notificationId}`,
  })
  await Notification.updateOne({ _id: notification._id }, { $set: { emailedAt: realTime() } })
}

/** The page behind it is in the language of the e-mail. */
async function unsubscribeUrlFor({ user, type }: NotificationRecord, locale: Locale): Promise<string> {
  const token = await unsubscribeToken({ userId: idOf<'User'>(user), type })
  return `${await apiUrl()}/api/notifications/unsubscribe?token=${token}&lang=${locale}`
}

const apiUrl = async (): Promise<string> => (await config('site')).API_URL.replace(/\/$/, '')

const siteUrl = async (): Promise<string> => (await config('site')).PUBLIC_URL.replace(/\/$/, '')
