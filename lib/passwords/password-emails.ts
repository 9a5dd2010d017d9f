import { type RenderedEmail, renderEmail } from '#lib/mail/render-email.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** The person that an e-mail is for. */
export interface Recipient {
  readonly firstName: string
  readonly locale?: Locale | null
}

/** The e-mail with the link that sets a new password. */
export const passwordResetEmail = ({ firstName, locale }: Recipient, href: string): RenderedEmail =>
  renderEmail(locale ?? 'ar', {
    en: {
      subject: 'Set a new password',
      paragraphs: [
        `Hello ${firstName},`,
        'You asked to set a new password for your Craftworks account. The link works once, within an hour.',
        'If it was not you, ignore this e-mail: your password stays as it is.',
      ],
      link: { label: 'Set a new password', href },
    },
    ar: {
      subject: 'تعيين كلمة مرور جديدة',
      paragraphs: [
        `أهلًا ${firstName}،`,
        'طلبت تعيين كلمة مرور جديدة لحسابك على كرافت ووركس. الرابط يعمل مرة واحدة وخلال ساعة.',
        'لو لم تكن أنت من طلب ذلك فتجاهل هذه الرسالة، وستبقى كلمة مرورك كما هي.',
      ],
      link: { label: 'تعيين كلمة مرور جديدة', href },
    },
  })

/** The e-mail that says that the password was changed, so that the owner notices if somebody else changed it. */
export const passwordChangedEmail = ({ firstName, locale }: Recipient): RenderedEmail =>
  renderEmail(locale ?? 'ar', {
    en: {
      subject: 'Your password was changed',
      paragraphs: [
        `Hello ${firstName},`,
        'The password of your Craftworks account was just changed, and your other devices were logged out.',
        'If it was not you, set a new password at once with "Forgot password" and write to us.',
      ],
    },
    ar: {
      subject: 'تم تغيير كلمة المرور',
      paragraphs: [
        `أهلًا ${firstName}،`,
        'تم تغيير كلمة مرور حسابك على كرافت ووركس، وتم تسجيل الخروج من أجهزتك الأخرى.',
        'لو لم تكن أنت من غيّرها فعيّن كلمة مرور جديدة فورًا من "نسيت كلمة المرور" وراسلنا.',
      ],
    },
  })
