import { type EmailTemplate, type RenderedEmail, renderEmail } from '#lib/mail/render-email.ts'
import type { Locale } from '#lib/platform/locale.ts'

interface Recipient {
  readonly firstName: string
  readonly locale?: Locale | null
}

const REASON: Readonly<Record<Locale, string>> = {
  en: 'You get this e-mail because it is about the use of your account.',
  ar: 'وصلتك هذه الرسالة لأنها تخص استخدام حسابك.',
}

/** The e-mail that says that an account is blocked, why, and what becomes of what was under way. */
export function bannedEmail({ firstName, locale }: Recipient, reason: string): RenderedEmail {
  const templates: Record<Locale, EmailTemplate> = {
    en: {
      subject: 'Your account has been blocked',
      greeting: `Hello ${firstName},`,
      paragraphs: [
        `Our staff have blocked your Craftworks account. The reason: ${reason}`,
        'You are logged out everywhere. What you have offered or posted is closed; money that is due to you is kept, and staff decide about it.',
        'If you think that this is a mistake, write to our support.',
      ],
      reason: REASON.en,
    },
    ar: {
      subject: 'تم إيقاف حسابك',
      greeting: `أهلًا ${firstName}،`,
      paragraphs: [
        `أوقفت الإدارة حسابك على كرافت ووركس. السبب: ${reason}`,
        'تم تسجيل خروجك من كل الأجهزة، وأُغلقت عروضك وطلباتك المفتوحة. أموالك المستحقة محفوظة وتقرر الإدارة بشأنها.',
        'لو ترى أن هناك خطأ، راسل الدعم.',
      ],
      reason: REASON.ar,
    },
  }
  return renderEmail(locale ?? 'ar', templates[locale ?? 'ar'])
}

/** The e-mail that says that an account can be used again. */
export function unbannedEmail({ firstName, locale }: Recipient): RenderedEmail {
  const templates: Record<Locale, EmailTemplate> = {
    en: {
      subject: 'Your account is open again',
      greeting: `Hello ${firstName},`,
      paragraphs: [
        'You can use your Craftworks account again. Please log in again.',
        'Quotes and invitations whose jobs are still open stand again. Jobs that ended meanwhile stay as they are.',
      ],
      reason: REASON.en,
    },
    ar: {
      subject: 'تم تفعيل حسابك من جديد',
      greeting: `أهلًا ${firstName}،`,
      paragraphs: [
        'يمكنك استخدام حسابك على كرافت ووركس من جديد. سجّل الدخول مرة أخرى.',
        'العروض والدعوات التي لا تزال طلباتها مفتوحة عادت كما كانت، أما الطلبات التي انتهت فتبقى كما هي.',
      ],
      reason: REASON.ar,
    },
  }
  return renderEmail(locale ?? 'ar', templates[locale ?? 'ar'])
}
