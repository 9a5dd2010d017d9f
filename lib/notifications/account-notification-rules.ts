import { formatInstant } from '#lib/notifications/format-instant.ts'
import { type NotificationRule, PUSH_AND_EMAIL } from '#lib/notifications/notification-rule.ts'
import type { Locale } from '#lib/platform/locale.ts'

type AccountEvent = 'account.deletionRequested' | 'account.deletionPostponed'

const dayOf = (at: string, locale: Locale): string => formatInstant(new Date(at), locale)

/** What somebody hears about the erasure of their account: also when it was not they who asked for it. */
export const ACCOUNT_NOTIFICATION_RULES: {
  readonly [T in AccountEvent]: readonly NotificationRule<T>[]
} = {
  'account.deletionRequested': [
    {
      who: ({ userId }) => userId,
      type: 'admin',
      channels: PUSH_AND_EMAIL,
      urgent: true,
      words: {
        en: ({ dueAt }) => ({
          title: 'Your account will be deleted',
          message: `${dueAt ? `It is deleted on ${dayOf(dueAt, 'en')}. ` : ''}Until then you can take it back in your settings. If it was not you, do so and change your password`,
        }),
        ar: ({ dueAt }) => ({
          title: 'سيتم حذف حسابك',
          message: `${dueAt ? `الحذف يوم ${dayOf(dueAt, 'ar')}. ` : ''}يمكنك التراجع من الإعدادات قبل الموعد. لو لم تطلب ذلك، تراجع وغيّر كلمة المرور`,
        }),
      },
    },
  ],
  'account.deletionPostponed': [
    {
      who: ({ userId }) => userId,
      type: 'admin',
      channels: PUSH_AND_EMAIL,
      words: {
        en: () => ({
          title: 'Your account is not deleted yet',
          message:
            'Something new needs it, such as a job, a dispute or money. We try again every day until it is over',
        }),
        ar: () => ({
          title: 'لم يتم حذف حسابك بعد',
          message: 'ظهر ما يحتاج إلى حسابك، مثل طلب أو نزاع أو مبلغ. سنحاول كل يوم حتى ينتهي',
        }),
      },
    },
  ],
}
