import { sendEmail } from '#lib/gateways/email/email.ts'
import { letter, type Wording } from '#lib/mail/letter.ts'
import { Notification, type NotificationRecord } from '#lib/notifications/notification.model.ts'
import type { EmailMessage } from '#lib/notifications/queue-messages.ts'
import { readerOf, type Reader } from '#lib/notifications/reader.ts'
import { unsubscribeToken } from '#lib/notifications/unsubscribe-token.ts'
import { realTime } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { idOf, type Id, type UserId } from '#lib/platform/ids.ts'
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
 * E-mail one notification to its user, in both languages, his own first, with a link to stop such e-mails:
 * 1. what was sent before is not sent again; after a crash in between the provider's idempotency key sends it once
 * 2. a refusal of the provider (EMAIL_NOT_SENT) sends the message back to its queue
 */
export async function deliverEmail({ notificationId, userId }: EmailMessage): Promise<void> {
  const notification = await Notification.findById(objectId(notificationId as Id<'Notification'>)).lean()
  if (!notification || notification.emailedAt) return
  const reader = await readerOf(userId as UserId)
  if (!reader) return
  const unsubscribeUrl = await unsubscribeUrlFor(notification)
  await sendEmail({
    to: reader.email,
    ...(await letterOf(notification, reader, unsubscribeUrl)),
    unsubscribeUrl,
    idempotencyKey: `notification-${notificationId}`,
  })
  await Notification.updateOne({ _id: notification._id }, { $set: { emailedAt: realTime() } })
}

async function letterOf({ words, data }: NotificationRecord, reader: Reader, unsubscribeUrl: string) {
  const site = await siteUrl()
  const href = data.jobId ? `${site}/jobs/${data.jobId}` : `${site}/notifications`
  const wording = (locale: Locale): Wording => ({
    subject: words[locale].title,
    paragraphs: [words[locale].message],
    link: { label: LABELS.open[locale], href },
    footer: { text: LABELS.stop[locale], href: unsubscribeUrl },
  })
  return letter(reader.locale, { ar: wording('ar'), en: wording('en') })
}

async function unsubscribeUrlFor({ user, type }: NotificationRecord): Promise<string> {
  const token = await unsubscribeToken({ userId: idOf<'User'>(user), type })
  return `${await siteUrl()}/api/notifications/unsubscribe?token=${token}`
}

const siteUrl = async (): Promise<string> => (await config('site')).PUBLIC_URL.replace(/\/$/, '')
