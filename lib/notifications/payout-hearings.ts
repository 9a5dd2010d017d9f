import type { EventType } from '#lib/events/catalogue.ts'
import { readable } from '#lib/notifications/amounts.ts'
import { BOTH, type Hearing } from '#lib/notifications/hearing.ts'

type PayoutEvent = Extract<EventType, 'payout.paid' | 'payout.failed'>

/** What a craftsman hears of his withdrawals. */
export const PAYOUT_HEARINGS: { readonly [T in PayoutEvent]: readonly Hearing<T>[] } = {
  'payout.paid': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'payment',
      channels: BOTH,
      urgent: true,
      words: {
        en: ({ amount }) => ({
          title: 'Your withdrawal was paid',
          message: `${readable(amount, 'en')} are on your account, or will be once your bank has booked them`,
        }),
        ar: ({ amount }) => ({
          title: 'تم تحويل السحب',
          message: `حوّلنا ${readable(amount, 'ar')} إلى حسابك، ويظهر المبلغ بعد تسجيله في البنك`,
        }),
      },
    },
  ],
  'payout.failed': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'payment',
      channels: BOTH,
      urgent: true,
      words: {
        en: ({ amount }) => ({
          title: 'Your withdrawal could not be paid',
          message: `${readable(amount, 'en')} are back in your wallet. Please check your account, or choose another`,
        }),
        ar: ({ amount }) => ({
          title: 'تعذر تحويل السحب',
          message: `عاد ${readable(amount, 'ar')} إلى محفظتك. راجع بيانات حسابك أو اختر حسابًا آخر`,
        }),
      },
    },
  ],
}
