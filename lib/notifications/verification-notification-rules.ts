import type { EventType } from '#lib/events/catalogue.ts'
import { type NotificationRule, PUSH_AND_EMAIL } from '#lib/notifications/notification-rule.ts'
import { inArabic } from '#lib/platform/in-arabic.ts'

type VerificationEvent = Extract<EventType, `verification.${string}`>

/**
 * What craftsmen hear about the check of their documents. Why one was rejected stands in the app alone: it may speak of
 * a document, and a notification is read on locked screens.
 */
export const VERIFICATION_NOTIFICATION_RULES: {
  readonly [T in VerificationEvent]: readonly NotificationRule<T>[]
} = {
  'verification.submitted': [], // the craftsman has just sent it; staff are told
  'verification.approved': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'verification',
      channels: PUSH_AND_EMAIL,
      words: {
        en: () => ({
          title: 'You are verified',
          message: 'We have checked your documents. Clients see from now on that you are verified',
        }),
        ar: () => ({
          title: 'تم توثيق حسابك',
          message: 'راجعنا مستنداتك، ومن الآن يرى العملاء أن حسابك موثق',
        }),
      },
    },
  ],
  'verification.rejected': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'verification',
      channels: PUSH_AND_EMAIL,
      words: {
        en: () => ({
          title: 'We could not verify you yet',
          message: 'The reason is under your verification in the app. You can send your documents again',
        }),
        ar: () => ({
          title: 'لم نتمكن من توثيق حسابك بعد',
          message: 'السبب مكتوب في صفحة التوثيق داخل التطبيق، ويمكنك إرسال مستنداتك مرة أخرى',
        }),
      },
    },
  ],
  'verification.expiring': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'verification',
      channels: PUSH_AND_EMAIL,
      words: {
        en: ({ days }) => ({
          title: 'A document is about to expire',
          message: `One of your documents expires in ${days === 1 ? 'a day' : `${days} days`}. Send the new one now and you stay verified`,
        }),
        ar: ({ days }) => ({
          title: 'مستند على وشك الانتهاء',
          message: `أحد مستنداتك ينتهي ${inDays(days)}. أرسل الجديد الآن ليظل حسابك موثقًا`,
        }),
      },
    },
  ],
  'verification.expired': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'verification',
      channels: PUSH_AND_EMAIL,
      words: {
        en: () => ({
          title: 'Your verification has expired',
          message:
            'One of your documents has expired. Your jobs go on; send the new document to be verified again',
        }),
        ar: () => ({
          title: 'انتهى توثيق حسابك',
          message: 'انتهت صلاحية أحد مستنداتك. شغلك الحالي مستمر، أرسل المستند الجديد لنوثق حسابك من جديد',
        }),
      },
    },
  ],
}

/** The days as Arabic counts them: one, two, three to ten, more. */
function inDays(days: number): string {
  if (days === 1) return 'خلال يوم واحد'
  if (days === 2) return 'خلال يومين'
  const count = inArabic(days, { most: 3 })
  return days <= 10 ? `خلال ${count} أيام` : `خلال ${count} يومًا`
}
