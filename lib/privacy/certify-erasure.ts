import { sendEmail } from '#lib/gateways/email/send-email.ts'
import { type EmailTemplate, type RenderedEmail, renderEmail } from '#lib/mail/render-email.ts'
import type { CertificateRecipient, DeletionRequestRecord } from '#lib/model/deletion-request.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'

/**
 * Mails the certificate, once: the provider sends nothing again under the same key. Throws EMAIL_NOT_SENT; the address is
 * kept until it has been sent. An account that a restored database erases again has had its certificate.
 */
export async function certifyErasure({ _id, certificate, recipient }: DeletionRequestRecord): Promise<void> {
  if (!recipient) return
  const email = certificateEmail(recipient, certificate ?? '')
  await sendEmail({ to: recipient.email, ...email, idempotencyKey: `erased-${idOf(_id)}` })
}

const REASON: Readonly<Record<Locale, string>> = {
  en: 'You get this e-mail because you asked us to delete your account. It is the last one.',
  ar: 'وصلتك هذه الرسالة لأنك طلبت حذف حسابك، وهي آخر رسالة منا.',
}

function certificateEmail({ firstName, locale }: CertificateRecipient, certificate: string): RenderedEmail {
  const day = new Intl.DateTimeFormat(locale === 'ar' ? 'ar-EG' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'Africa/Cairo',
  }).format(clock())
  const templates: Record<Locale, EmailTemplate> = {
    en: {
      subject: 'Your account has been deleted',
      greeting: `Hello ${firstName},`,
      paragraphs: [
        `Your Craftworks account was deleted on ${day}. Certificate number: ${certificate}.`,
        'Your profile, messages, documents and pictures are erased, and the key to what was encrypted is destroyed. Copies in our backups cannot be used any more: whoever restores one has to erase your data again first.',
        'We keep the amounts of payments, as the law on accounting asks, without your name. What others wrote about your jobs is theirs and stays, without your name.',
        'You can open a new account with this address at any time.',
      ],
      reason: REASON.en,
    },
    ar: {
      subject: 'تم حذف حسابك',
      greeting: `أهلًا ${firstName}،`,
      paragraphs: [
        `تم حذف حسابك على كرافت ووركس يوم ${day}. رقم الشهادة: ${certificate}.`,
        'مسحنا ملفك ورسائلك ومستنداتك وصورك، وأتلفنا مفتاح البيانات المشفرة. النسخ الاحتياطية لا تُستخدم قبل مسح بياناتك منها من جديد.',
        'نحتفظ بمبالغ المدفوعات كما يطلب القانون، من غير اسمك. وما كتبه غيرك عن طلباتك يبقى لأصحابه من غير اسمك.',
        'يمكنك فتح حساب جديد بنفس البريد في أي وقت.',
      ],
      reason: REASON.ar,
    },
  }
  return renderEmail(locale, templates[locale])
}
