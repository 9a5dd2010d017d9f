import type { EventType } from '#lib/events/catalogue.ts'
import { readable } from '#lib/notifications/amounts.ts'
import { BOTH, PUSH, type Hearing } from '#lib/notifications/hearing.ts'

type MoneyEvent = Extract<EventType, `payment.${string}` | `payout.${string}` | `fee.${string}`>

/** What payers and craftsmen hear of their money; none of it waits for quiet hours to end. */
export const MONEY_HEARINGS: { readonly [T in MoneyEvent]: readonly Hearing<T>[] } = {
  'payment.captured': [
    {
      who: ({ payerId }) => payerId,
      type: 'payment',
      channels: BOTH,
      urgent: true,
      words: {
        en: ({ amount, jobId }, { title }) => ({
          title: 'Payment received',
          message: `We received ${readable(amount, 'en')}${jobId ? ` for “${title}”. It is kept safe until the work is confirmed` : ''}`,
        }),
        ar: ({ amount, jobId }, { title }) => ({
          title: 'تم استلام الدفع',
          message: `استلمنا ${readable(amount, 'ar')}${jobId ? ` عن «${title}»، والمبلغ محفوظ حتى تأكيد العمل` : ''}`,
        }),
      },
    },
  ],
  'payment.failed': [
    {
      who: ({ payerId }) => payerId,
      type: 'payment',
      channels: PUSH,
      urgent: true,
      words: {
        en: (_, { title }) => ({
          title: 'Your payment did not go through',
          message: `${title ? `The payment for “${title}”` : 'Your top-up'} failed. You can try again, or another way`,
        }),
        ar: (_, { title }) => ({
          title: 'لم تتم عملية الدفع',
          message: `${title ? `فشل الدفع عن «${title}»` : 'فشل شحن المحفظة'}. يمكنك المحاولة مرة أخرى أو بطريقة أخرى`,
        }),
      },
    },
  ],
  'payment.expired': [
    {
      who: ({ payerId }) => payerId,
      type: 'payment',
      channels: PUSH,
      urgent: true,
      words: {
        en: (_, { title }) => ({
          title: 'The time to pay is over',
          message: `${title ? `The payment for “${title}”` : 'Your top-up'} was not made in time. Please do not pay with the old code`,
        }),
        ar: (_, { title }) => ({
          title: 'انتهت مهلة الدفع',
          message: `${title ? `لم يتم الدفع عن «${title}»` : 'لم يتم شحن المحفظة'} في الموعد. من فضلك لا تدفع بالكود القديم`,
        }),
      },
    },
  ],
  'payment.refund.opened': [
    {
      who: ({ payerId }) => payerId,
      type: 'payment',
      channels: BOTH,
      urgent: true,
      words: {
        en: ({ amount }, { title }) => ({
          title: 'A refund is on its way',
          message: `${readable(amount, 'en')}${title ? ` of “${title}”` : ''} is on its way back to you`,
        }),
        ar: ({ amount }, { title }) => ({
          title: 'جارٍ رد المبلغ',
          message: `جارٍ رد ${readable(amount, 'ar')}${title ? ` عن «${title}»` : ''} إليك`,
        }),
      },
    },
  ],
  'payment.refunded': [
    {
      who: ({ payerId }) => payerId,
      type: 'payment',
      channels: BOTH,
      urgent: true,
      words: {
        en: ({ amount }, { title }) => ({
          title: 'Your refund was paid',
          message: `${readable(amount, 'en')}${title ? ` of “${title}”` : ''} went back the way it came. Banks may take some days to show it`,
        }),
        ar: ({ amount }, { title }) => ({
          title: 'تم رد المبلغ',
          message: `رددنا ${readable(amount, 'ar')}${title ? ` عن «${title}»` : ''} بنفس طريقة الدفع، وقد يظهر في البنك بعد أيام`,
        }),
      },
    },
  ],
  'payment.refund.refused': [
    {
      who: ({ payerId }) => payerId,
      type: 'payment',
      channels: BOTH,
      urgent: true,
      words: {
        en: ({ amount }) => ({
          title: 'Where may we send your refund?',
          message: `${readable(amount, 'en')} could not go back the way it came. Please name a bank account or a mobile wallet`,
        }),
        ar: ({ amount }) => ({
          title: 'أين نرسل المبلغ المسترد؟',
          message: `تعذر رد ${readable(amount, 'ar')} بنفس طريقة الدفع. من فضلك أضف حسابًا بنكيًا أو محفظة إلكترونية`,
        }),
      },
    },
  ],
  'payment.chargedBack': [], // his own bank has told the payer, and staff hears it by the alarm
  'payment.released': [], // `contract.confirmed`, the status or the decision has told him, with the same money
  'fee.warning': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'payment',
      channels: BOTH,
      urgent: true,
      words: {
        en: ({ owed, limit }) => ({
          title: 'Your fees are adding up',
          message: `You owe ${readable(owed, 'en')} in fees. From ${readable(limit, 'en')} on you cannot quote for cash jobs`,
        }),
        ar: ({ owed, limit }) => ({
          title: 'رسومك المستحقة تزيد',
          message: `عليك رسوم ${readable(owed, 'ar')}. عند ${readable(limit, 'ar')} لن تستطيع تقديم عروض على الطلبات النقدية`,
        }),
      },
    },
  ],
  'fee.reminder': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'payment',
      channels: BOTH,
      urgent: true,
      words: {
        en: ({ owed }) => ({
          title: 'Fees are due',
          message: `${readable(owed, 'en')} in fees are due. You can pay all or a part of it into your wallet`,
        }),
        ar: ({ owed }) => ({
          title: 'رسوم مستحقة',
          message: `عليك رسوم ${readable(owed, 'ar')}. يمكنك دفعها كلها أو جزء منها في محفظتك`,
        }),
      },
    },
  ],
  'payout.requested': [], // he has just asked for it himself
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
