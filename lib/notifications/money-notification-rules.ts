import type { EventType } from '#lib/events/catalogue.ts'
import { because } from '#lib/notifications/because.ts'
import { formatAmount } from '#lib/notifications/format-amount.ts'
import { type NotificationRule, PUSH, PUSH_AND_EMAIL } from '#lib/notifications/notification-rule.ts'

type MoneyEvent = Extract<EventType, `payment.${string}` | `payout.${string}` | `fee.${string}`>

/** The notifications that payers and craftsmen get about their money. Quiet hours do not delay them. */
export const MONEY_NOTIFICATION_RULES: { readonly [T in MoneyEvent]: readonly NotificationRule<T>[] } = {
  'payment.captured': [
    {
      who: ({ payerId }) => payerId,
      type: 'payment',
      channels: PUSH_AND_EMAIL,
      urgent: true,
      words: {
        en: ({ amount, jobId }, { title }) => ({
          title: 'Payment received',
          message: `We received ${formatAmount(amount, 'en')}${jobId ? ` for “${title}”. It is kept safe until the work is confirmed` : ''}`,
        }),
        ar: ({ amount, jobId }, { title }) => ({
          title: 'تم استلام الدفع',
          message: `استلمنا ${formatAmount(amount, 'ar')}${jobId ? ` عن «${title}»، والمبلغ محفوظ حتى تأكيد العمل` : ''}`,
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
      channels: PUSH_AND_EMAIL,
      urgent: true,
      words: {
        en: ({ amount }, { title }) => ({
          title: 'A refund is on its way',
          message: `${formatAmount(amount, 'en')}${title ? ` of “${title}”` : ''} is on its way back to you`,
        }),
        ar: ({ amount }, { title }) => ({
          title: 'جارٍ رد المبلغ',
          message: `جارٍ رد ${formatAmount(amount, 'ar')}${title ? ` عن «${title}»` : ''} إليك`,
        }),
      },
    },
  ],
  'payment.refunded': [
    {
      who: ({ payerId }) => payerId,
      type: 'payment',
      channels: PUSH_AND_EMAIL,
      urgent: true,
      words: {
        en: ({ amount }, { title }) => ({
          title: 'Your refund was paid',
          message: `${formatAmount(amount, 'en')}${title ? ` of “${title}”` : ''} went back the way it came. Banks may take some days to show it`,
        }),
        ar: ({ amount }, { title }) => ({
          title: 'تم رد المبلغ',
          message: `رددنا ${formatAmount(amount, 'ar')}${title ? ` عن «${title}»` : ''} بنفس طريقة الدفع، وقد يظهر في البنك بعد أيام`,
        }),
      },
    },
  ],
  'payment.refund.refused': [
    {
      who: ({ payerId }) => payerId,
      type: 'payment',
      channels: PUSH_AND_EMAIL,
      urgent: true,
      words: {
        en: ({ amount }) => ({
          title: 'Where may we send your refund?',
          message: `${formatAmount(amount, 'en')} could not go back the way it came. Please name a bank account or a mobile wallet`,
        }),
        ar: ({ amount }) => ({
          title: 'أين نرسل المبلغ المسترد؟',
          message: `تعذر رد ${formatAmount(amount, 'ar')} بنفس طريقة الدفع. من فضلك أضف حسابًا بنكيًا أو محفظة إلكترونية`,
        }),
      },
    },
  ],
  'payment.chargedBack': [], // the payer knows it from their bank; staff are told
  'payment.refundedElsewhere': [], // the payer has it; staff are told
  'payment.mismatched': [], // the payer hears of the refund; staff are told
  'payment.refund.stuck': [], // staff are told; the payer hears how it ends
  'payment.chargeback.decided': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'payment',
      channels: PUSH_AND_EMAIL,
      urgent: true,
      when: ({ fault }) => fault === 'craftsman', // where the platform bears it, nothing changes for them
      words: {
        en: ({ amount }, { title }) => ({
          title: 'A payment was taken back',
          message: `The client’s bank took back the payment for “${title}”. You bear ${formatAmount(amount, 'en')} of it: see your wallet, or write to us`,
        }),
        ar: ({ amount }, { title }) => ({
          title: 'تم استرداد مبلغ',
          message: `استرد بنك العميل ما دفعه عن «${title}»، وتتحمل منه ${formatAmount(amount, 'ar')}. راجع محفظتك أو راسلنا`,
        }),
      },
    },
  ],
  'payment.chargeback.returned': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'payment',
      channels: PUSH_AND_EMAIL,
      urgent: true,
      words: {
        en: ({ amount }, { title }) => ({
          title: 'You got your money back',
          message: `The bank paid us again for “${title}”: ${formatAmount(amount, 'en')} are back in your wallet`,
        }),
        ar: ({ amount }, { title }) => ({
          title: 'رجع لك المبلغ',
          message: `دفع لنا البنك مرة أخرى عن «${title}»، ورجع ${formatAmount(amount, 'ar')} إلى محفظتك`,
        }),
      },
    },
  ],
  'payment.released': [], // `contract.confirmed`, the status or the decision already tells them the same
  'fee.warning': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'payment',
      channels: PUSH_AND_EMAIL,
      urgent: true,
      words: {
        en: ({ owed, limit }) => ({
          title: 'Your fees are adding up',
          message: `You owe ${formatAmount(owed, 'en')} in fees. From ${formatAmount(limit, 'en')} on you cannot quote for cash jobs`,
        }),
        ar: ({ owed, limit }) => ({
          title: 'رسومك المستحقة تزيد',
          message: `عليك رسوم ${formatAmount(owed, 'ar')}. عند ${formatAmount(limit, 'ar')} لن تستطيع تقديم عروض على الطلبات النقدية`,
        }),
      },
    },
  ],
  'fee.reminder': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'payment',
      channels: PUSH_AND_EMAIL,
      urgent: true,
      words: {
        en: ({ owed }) => ({
          title: 'Fees are due',
          message: `${formatAmount(owed, 'en')} in fees are due. You can pay all or a part of it into your wallet`,
        }),
        ar: ({ owed }) => ({
          title: 'رسوم مستحقة',
          message: `عليك رسوم ${formatAmount(owed, 'ar')}. يمكنك دفعها كلها أو جزء منها في محفظتك`,
        }),
      },
    },
  ],
  'payout.requested': [], // the craftsman has just requested it
  'payout.paid': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'payment',
      channels: PUSH_AND_EMAIL,
      urgent: true,
      words: {
        en: ({ amount }) => ({
          title: 'Your withdrawal was paid',
          message: `${formatAmount(amount, 'en')} are on your account, or will be once your bank has booked them`,
        }),
        ar: ({ amount }) => ({
          title: 'تم تحويل السحب',
          message: `حوّلنا ${formatAmount(amount, 'ar')} إلى حسابك، ويظهر المبلغ بعد تسجيله في البنك`,
        }),
      },
    },
  ],
  'payout.failed': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      when: ({ purpose }) => purpose !== 'Refund', // `payment.refund.refused` asks the payer for another account
      type: 'payment',
      channels: PUSH_AND_EMAIL,
      urgent: true,
      words: {
        en: ({ amount, reason }) => ({
          title: 'Your withdrawal could not be paid',
          message: `${formatAmount(amount, 'en')} are back in your wallet${because(reason)}. Please check your account, or choose another`,
        }),
        ar: ({ amount, reason }) => ({
          title: 'تعذر تحويل السحب',
          message: `عاد ${formatAmount(amount, 'ar')} إلى محفظتك${because(reason)}. راجع بيانات حسابك أو اختر حسابًا آخر`,
        }),
      },
    },
  ],
  'payout.returned': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'payment',
      channels: PUSH_AND_EMAIL,
      urgent: true,
      when: ({ purpose }) => purpose !== 'Refund', // as above
      words: {
        en: ({ amount, reason }) => ({
          title: 'Your bank sent a withdrawal back',
          message: `${formatAmount(amount, 'en')} are back in your wallet${because(reason)}. Please check your account, or choose another`,
        }),
        ar: ({ amount, reason }) => ({
          title: 'البنك رجّع التحويل',
          message: `رجع ${formatAmount(amount, 'ar')} إلى محفظتك${because(reason)}. راجع بيانات حسابك أو اختر حسابًا آخر`,
        }),
      },
    },
  ],
}
