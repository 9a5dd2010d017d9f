import type { NotificationType } from '#lib/model/notification-types.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** What e-mails of each type are about, as it stands in a sentence: "e-mails about quotes". */
export const KIND_NAMES: Readonly<Record<NotificationType, Readonly<Record<Locale, string>>>> = {
  invitation: { en: 'invitations', ar: 'الدعوات' },
  quote: { en: 'quotes', ar: 'عروض الأسعار' },
  status: { en: 'the progress of your jobs', ar: 'متابعة طلباتك' },
  message: { en: 'messages', ar: 'الرسائل' },
  review: { en: 'reviews', ar: 'التقييمات' },
  dispute: { en: 'disputes', ar: 'النزاعات' },
  payment: { en: 'payments', ar: 'المدفوعات' },
  verification: { en: 'your verification', ar: 'توثيق حسابك' },
  admin: { en: 'accounts and rules', ar: 'الحسابات والقواعد' },
  newJob: { en: 'new jobs near you', ar: 'الطلبات الجديدة القريبة منك' },
}
