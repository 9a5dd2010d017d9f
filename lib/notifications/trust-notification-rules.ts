import type { EventData, EventType } from '#lib/events/catalogue.ts'
import type { ReportTarget } from '#lib/model/report-targets.ts'
import { because } from '#lib/notifications/because.ts'
import { type NotificationRule, PUSH, PUSH_AND_EMAIL } from '#lib/notifications/notification-rule.ts'
import { reportAudience } from '#lib/notifications/report-audience.ts'
import type { TemplateContext } from '#lib/notifications/template-context.ts'

type TrustEvent =
  Extract<EventType, `review.${string}`> | 'report.resolved' | 'user.warned' | 'content.removed'

type ReviewIds = EventData<'review.revealed'>

const reviewerOf = ({ reviewerId, clientId }: ReviewIds, { client, craftsman }: TemplateContext) =>
  reviewerId === clientId ? client : craftsman

const revieweeOf = ({ revieweeId, clientId }: ReviewIds, { client, craftsman }: TemplateContext) =>
  revieweeId === clientId ? client : craftsman

const THE_REPORTED = {
  en: { user: 'a user', job: 'a job', message: 'a message', review: 'a review' },
  ar: { user: 'مستخدم', job: 'طلب', message: 'رسالة', review: 'تقييم' },
} as const satisfies Record<'en' | 'ar', Record<ReportTarget, string>>

const YOURS = {
  en: { user: 'your profile', job: 'your job', message: 'your message', review: 'your review' },
  ar: { user: 'ملفك الشخصي', job: 'طلبك', message: 'رسالتك', review: 'تقييمك' },
} as const satisfies Record<'en' | 'ar', Record<ReportTarget, string>>

const OUTCOMES = {
  en: {
    dismissed: 'We found nothing against our rules. Thank you for letting us know',
    warned: 'You were right, and we have warned whoever is responsible',
    removed: 'You were right, and we have taken it away',
    banned: 'You were right, and we have blocked the account',
  },
  ar: {
    dismissed: 'راجعناه ولم نجد ما يخالف القواعد. شكرًا لأنك نبهتنا',
    warned: 'عندك حق، ووجهنا إنذارًا لصاحبه',
    removed: 'عندك حق، وأزلناه',
    banned: 'عندك حق، وحظرنا الحساب',
  },
} as const

/**
 * What people hear about reviews and reports. A review is announced to the person whom it is about, once everybody sees
 * it; nothing here has its rating or its text. Who reported something learns the outcome, and not the reasons.
 */
export const TRUST_NOTIFICATION_RULES: { readonly [T in TrustEvent]: readonly NotificationRule<T>[] } = {
  'review.revealed': [
    {
      who: ({ revieweeId }) => revieweeId,
      type: 'review',
      channels: PUSH_AND_EMAIL,
      words: {
        en: (ids, context) => ({
          title: 'You have a new review',
          message: `${reviewerOf(ids, context)} reviewed you${context.title && ` for “${context.title}”`}. You can reply once`,
        }),
        ar: (ids, context) => ({
          title: 'وصلك تقييم جديد',
          message: `تقييم من ${reviewerOf(ids, context)}${context.title && ` عن «${context.title}»`}. يمكنك الرد عليه مرة واحدة`,
        }),
      },
    },
  ],
  'review.replied': [
    {
      who: ({ reviewerId }) => reviewerId,
      type: 'review',
      channels: PUSH,
      words: {
        en: (ids, context) => ({
          title: `${revieweeOf(ids, context)} replied to your review`,
          message: context.title ? `Read the reply about “${context.title}”` : 'Read the reply',
        }),
        ar: (ids, context) => ({
          title: `رد ${revieweeOf(ids, context)} على تقييمك`,
          message: context.title ? `اقرأ الرد بخصوص «${context.title}»` : 'اقرأ الرد',
        }),
      },
    },
  ],
  'review.hidden': [
    {
      who: ({ reviewerId }) => reviewerId,
      type: 'review',
      channels: PUSH,
      words: {
        en: ({ reason }) => ({
          title: 'Your review is hidden',
          message: `It is against our rules${because(reason, 'en')}, and no longer counts`,
        }),
        ar: ({ reason }) => ({
          title: 'أخفينا تقييمك',
          message: `تقييمك مخالف للقواعد${because(reason, 'ar')}، ولم يعد محسوبًا`,
        }),
      },
    },
  ],
  'review.restored': [
    {
      who: ({ reviewerId }) => reviewerId,
      type: 'review',
      channels: PUSH,
      words: {
        en: () => ({ title: 'Your review is shown again', message: 'It counts as before' }),
        ar: () => ({ title: 'تقييمك ظهر من جديد', message: 'أصبح محسوبًا كما كان' }),
      },
    },
  ],
  'report.resolved': [
    {
      who: reportAudience,
      type: 'admin',
      channels: PUSH,
      words: {
        en: ({ targetType, outcome }) => ({
          title: `Your report about ${THE_REPORTED.en[targetType]}`,
          message: OUTCOMES.en[outcome],
        }),
        ar: ({ targetType, outcome }) => ({
          title: `بلاغك عن ${THE_REPORTED.ar[targetType]}`,
          message: OUTCOMES.ar[outcome],
        }),
      },
    },
  ],
  'user.warned': [
    {
      who: ({ userId }) => userId,
      type: 'admin',
      channels: PUSH_AND_EMAIL,
      words: {
        en: ({ targetType, reason }) => ({
          title: 'A warning from the team',
          message: `It is about ${YOURS.en[targetType]}${because(reason, 'en')}. If it happens again, we may block your account`,
        }),
        ar: ({ targetType, reason }) => ({
          title: 'إنذار من الإدارة',
          message: `بخصوص ${YOURS.ar[targetType]}${because(reason, 'ar')}. تكراره قد يؤدي إلى حظر حسابك`,
        }),
      },
    },
  ],
  'content.removed': [
    {
      who: ({ userId }) => userId,
      type: 'admin',
      channels: PUSH_AND_EMAIL,
      words: {
        en: ({ targetType, reason }) => ({
          title:
            targetType === 'user' ? 'Parts of your profile were removed' : 'Something of yours was removed',
          message: `The team removed ${targetType === 'user' ? 'the pictures and the text of your profile' : YOURS.en[targetType]}${because(reason, 'en')}`,
        }),
        ar: ({ targetType, reason }) => ({
          title: targetType === 'user' ? 'أزلنا أجزاء من ملفك' : 'أزلنا محتوى من حسابك',
          message: `أزالت الإدارة ${targetType === 'user' ? 'صور ملفك الشخصي ونصه' : YOURS.ar[targetType]}${because(reason, 'ar')}`,
        }),
      },
    },
  ],
}
