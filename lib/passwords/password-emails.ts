import { type EmailTemplate, type RenderedEmail, renderEmail } from '#lib/mail/render-email.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** The person that an e-mail is for. */
export interface Recipient {
  readonly firstName: string
  readonly locale?: Locale | null
}

/** The e-mail with the link that sets a new password. */
export function passwordResetEmail({ firstName, locale }: Recipient, href: string): RenderedEmail {
  const templates: Record<Locale, EmailTemplate> = {
    en: {
      subject: 'Set a new password',
      preview: 'The link works once, within an hour',
      greeting: `Hello ${firstName},`,
      paragraphs: [
        'You asked to set a new password for your Craftworks account. The link works once, within an hour.',
        'If it was not you, ignore this e-mail: your password stays as it is.',
      ],
      action: { label: 'Set a new password', href },
      reason: 'You get this e-mail because somebody asked for a new password for your account.',
    },
    ar: {
      subject: 'تعيين كلمة مرور جديدة',
      preview: 'الرابط يعمل مرة واحدة وخلال ساعة',
      greeting: `أهلًا ${firstName}،`,
      paragraphs: [
        'طلبت تعيين كلمة مرور جديدة لحسابك على كرافت ووركس. الرابط يعمل مرة واحدة وخلال ساعة.',
        'لو لم تطلب ذلك، تجاهل هذه الرسالة وستبقى كلمة المرور كما هي.',
      ],
      action: { label: 'تعيين كلمة مرور جديدة', href },
      reason: 'وصلتك هذه الرسالة لأن أحدًا طلب كلمة مرور جديدة لحسابك.',
    },
  }
  return renderEmail(locale ?? 'ar', templates[locale ?? 'ar'])
}

/** The e-mail that says that the password was changed, so that the owner notices if somebody else changed it. */
export function passwordChangedEmail({ firstName, locale }: Recipient): RenderedEmail {
  const templates: Record<Locale, EmailTemplate> = {
    en: {
      subject: 'Your password was changed',
      greeting: `Hello ${firstName},`,
      paragraphs: [
        'The password of your Craftworks account was just changed, and your other devices were logged out.',
        'If it was not you, set a new password at once with “Forgot password” and write to us.',
      ],
      reason: 'You get this e-mail because it is about the safety of your account.',
    },
    ar: {
      subject: 'تم تغيير كلمة المرور',
      greeting: `أهلًا ${firstName}،`,
      paragraphs: [
        'تم تغيير كلمة مرور حسابك على كرافت ووركس، وتم تسجيل الخروج من أجهزتك الأخرى.',
        'لو لم تغيّرها بنفسك، عيّن كلمة مرور جديدة فورًا من «نسيت كلمة المرور» وراسلنا.',
      ],
      reason: 'وصلتك هذه الرسالة لأنها تخص أمان حسابك.',
    },
  }
  return renderEmail(locale ?? 'ar', templates[locale ?? 'ar'])
}
