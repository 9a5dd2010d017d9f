import { type EmailLink, type RenderedEmail, renderEmail } from '#lib/mail/render-email.ts'
import type { NotificationRecord } from '#lib/model/notification.model.ts'
import type { NotificationType } from '#lib/model/notification-types.ts'
import { KIND_NAMES } from '#lib/notifications/kind-names.ts'
import type { Recipient } from '#lib/notifications/recipient.ts'
import { BRAND } from '#lib/platform/brand.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** The addresses that an e-mail leads to. */
export interface EmailLinks {
  /** The website, without a slash at its end. */
  readonly site: string
  readonly unsubscribe: string
}

/** What the button of an e-mail about a job says. */
const JOB_ACTIONS: Readonly<Partial<Record<NotificationType, Readonly<Record<Locale, string>>>>> = {
  invitation: { en: 'See the invitation', ar: 'عرض الدعوة' },
  quote: { en: 'See the quotes', ar: 'عرض الأسعار المقدمة' },
  message: { en: 'Read and answer', ar: 'قراءة الرسالة والرد' },
  dispute: { en: 'See the dispute', ar: 'عرض النزاع' },
  newJob: { en: 'See the job and quote', ar: 'عرض الطلب وتقديم سعر' },
}
const OPEN_JOB: Readonly<Record<Locale, string>> = { en: 'Open the job', ar: 'فتح الطلب' }
const OPEN_LIST: Readonly<Record<Locale, string>> = { en: 'See your notifications', ar: 'عرض إشعاراتك' }

/** A notification as an e-mail, in its reader's language: what happened, what to do next, and why they hear it. */
export function notificationEmail(
  { words, data, type }: Pick<NotificationRecord, 'words' | 'data' | 'type'>,
  { firstName, locale }: Pick<Recipient, 'firstName' | 'locale'>,
  { site, unsubscribe }: EmailLinks,
): RenderedEmail {
  const { title, message } = words[locale]
  return renderEmail(locale, {
    subject: title,
    preview: message,
    greeting: locale === 'ar' ? `أهلًا ${firstName}،` : `Hello ${firstName},`,
    paragraphs: [withFullStop(message)],
    action: actionOf(type, data, locale, site),
    reason: reasonFor(type, locale),
    unsubscribe: { label: unsubscribeLabel(type, locale), href: unsubscribe },
  })
}

function actionOf(
  type: NotificationType,
  { jobId }: Record<string, string>,
  locale: Locale,
  site: string,
): EmailLink {
  if (!jobId) return { label: OPEN_LIST[locale], href: `${site}/notifications` }
  return { label: (JOB_ACTIONS[type] ?? OPEN_JOB)[locale], href: `${site}/jobs/${jobId}` }
}

const reasonFor = (type: NotificationType, locale: Locale): string =>
  locale === 'ar'
    ? `وصلتك هذه الرسالة لأن رسائل البريد عن ${KIND_NAMES[type].ar} مفعّلة في حسابك على ${BRAND.ar}.`
    : `You get this e-mail because e-mails about ${KIND_NAMES[type].en} are on in your ${BRAND.en} account.`

const unsubscribeLabel = (type: NotificationType, locale: Locale): string =>
  locale === 'ar'
    ? `إيقاف رسائل البريد عن ${KIND_NAMES[type].ar}`
    : `Stop e-mails about ${KIND_NAMES[type].en}`

/** Messages are read in lists too, and end without a full stop there. */
function withFullStop(message: string): string {
  const characters = [...message]
  const afterLastLetter = characters.slice(characters.findLastIndex((one) => /\p{L}/u.test(one)) + 1).join('')
  return /[.!?؟…]/.test(afterLastLetter) ? message : `${message}.`
}
