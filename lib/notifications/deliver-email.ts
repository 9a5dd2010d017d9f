import type { EmailMessage } from '#lib/events/channel-messages.ts'
import { sendEmail } from '#lib/gateways/email/send-email.ts'
import { type EmailTemplate, renderEmail } from '#lib/mail/render-email.ts'
import { Notification, type NotificationRecord } from '#lib/model/notification.model.ts'
import { type Recipient, recipientOf } from '#lib/notifications/recipient.ts'
import { unsubscribeToken } from '#lib/notifications/unsubscribe-token.ts'
import { realTime } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { type Id, idOf, type UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { objectId } from '#lib/platform/mongo.ts'

const LABELS = {
  open: { en: 'Open in Craftworks', ar: 'افتح في Craftworks' },
  stop: {
    en: 'To get no more e-mails of this kind:',
    ar: 'لإيقاف الرسائل من هذا النوع:',
  },
} as const

/**
 * E-mail a notification to its user, in both languages (their own first), with a link to stop e-mails of this type:
 * 1. an e-mail that was sent before is not sent again; after a crash the provider's idempotency key prevents a second
 *    e-mail
 * 2. if the provider refuses (EMAIL_NOT_SENT), the message returns to its queue
 */
export async function deliverEmail({ notificationId, userId }: EmailMessage): Promise<void> {
  const notification = await Notification.findById(objectId(notificationId as Id<'Notification'>)).lean()
  if (!notification || notification.emailedAt) return
  const recipient = await recipientOf(userId as UserId)
  if (!recipient) return
  const unsubscribeUrl = await unsubscribeUrlFor(notification)
  await sendEmail({
    to: recipient.email,
    ...(await emailFor(notification, recipient, unsubscribeUrl)),
    unsubscribeUrl,
    idempotencyKey: `notification-${notificationId}`,
  })
  await Notification.updateOne({ _id: notification._id }, { $set: { emailedAt: realTime() } })
}

async function emailFor({ words, data }: NotificationRecord, recipient: Recipient, unsubscribeUrl: string) {
  const site = await siteUrl()
  const href = data.jobId ? `${site}/jobs/${data.jobId}` : `${site}/notifications`
  const templateIn = (locale: Locale): EmailTemplate => ({
    subject: words[locale].title,
    paragraphs: [words[locale].message],
    link: { label: LABELS.open[locale], href },
    footer: { text: LABELS.stop[locale], href: unsubscribeUrl },
  })
  return renderEmail(recipient.locale, { ar: templateIn('ar'), en: templateIn('en') })
}

async function unsubscribeUrlFor({ user, type }: NotificationRecord): Promise<string> {
  const token = await unsubscribeToken({ userId: idOf<'User'>(user), type })
  return `${await apiUrl()}/api/notifications/unsubscribe?token=${token}`
}

const apiUrl = async (): Promise<string> => (await config('site')).API_URL.replace(/\/$/, '')

const siteUrl = async (): Promise<string> => (await config('site')).PUBLIC_URL.replace(/\/$/, '')
