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
          message: `We received ${formatAmount(amount, 'en')}${jobId ? ` for “${title}”. We hold it until you confirm the work` : ' for your wallet'}`,
        }),
        ar: ({ amount, jobId }, { title }) => ({
          title: 'وصلتنا دفعتك',
          message: `استلمنا ${formatAmount(amount, 'ar')} ${jobId ? `عن «${title}»، والمبلغ محفوظ عندنا حتى تؤكد الشغل` : 'في محفظتك'}`,
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
          message: `${title ? `The payment for “${title}”` : 'Your top-up'} failed. You can try again, or pay another way`,
        }),
        ar: (_, { title }) => ({
          title: 'لم تتم عملية الدفع',
          message: `${title ? `لم يتم الدفع عن «${title}»` : 'لم يتم شحن محفظتك'}. يمكنك المحاولة مرة أخرى أو الدفع بطريقة أخرى`,
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
          message: `${formatAmount(amount, 'en')}${title ? ` for “${title}”` : ''} is on its way back to you`,
        }),
        ar: ({ amount }, { title }) => ({
          title: 'المبلغ في طريقه إليك',
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
          message: `${formatAmount(amount, 'en')}${title ? ` for “${title}”` : ''} went back the way it came. Your bank may take some days to show it`,
        }),
        ar: ({ amount }, { title }) => ({
          title: 'تم رد المبلغ',
          message: `رددنا ${formatAmount(amount, 'ar')}${title ? ` عن «${title}»` : ''} بنفس طريقة الدفع، وقد يظهر في حسابك بعد أيام`,
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
          title: 'نرد لك المبلغ على أي حساب؟',
          message: `لم نتمكن من رد ${formatAmount(amount, 'ar')} بنفس طريقة الدفع. من فضلك أضف حسابًا بنكيًا أو محفظة إلكترونية`,
        }),
      },
    },
  ],
  'payment.chargedBack': [], // the payer knows it from their bank; staff are told
  'payment.chargeback.ended': [],
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
          message: `The bank paid us again for “${title}”: ${formatAmount(amount, 'en')} is back in your wallet`,
        }),
        ar: ({ amount }, { title }) => ({
          title: 'رجع لك المبلغ',
          message: `دفع لنا البنك مرة أخرى عن «${title}»، ورجع ${formatAmount(amount, 'ar')} إلى محفظتك`,
        }),
      },
    },
  ],
  'payment.released': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'payment',
      channels: PUSH_AND_EMAIL,
      urgent: true,
      // `contract.confirmed`, the status or the decision already tells them of other earnings
      when: ({ isVisitFee = false }) => isVisitFee,
      words: {
        en: ({ amount }, { title }) => ({
          title: 'You get the visit fee',
          message: `${formatAmount(amount, 'en')} for your visit${title ? ` to “${title}”` : ''} is in your wallet`,
        }),
        ar: ({ amount }, { title }) => ({
          title: 'أجر الزيارة في محفظتك',
          message: `أضفنا ${formatAmount(amount, 'ar')} لمحفظتك مقابل الزيارة${title ? ` في «${title}»` : ''}`,
        }),
      },
    },
  ],
  'fee.warning': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'payment',
      channels: PUSH_AND_EMAIL,
      urgent: true,
      words: {
        en: ({ owed, limit }) => ({
          title: 'Your fees are adding up',
          message: `You owe ${formatAmount(owed, 'en')} in fees. Past ${formatAmount(limit, 'en')} you cannot quote for cash jobs. You can pay them into your wallet at any time`,
        }),
        ar: ({ owed, limit }) => ({
          title: 'الرسوم المستحقة عليك تزيد',
          message: `عليك رسوم ${formatAmount(owed, 'ar')} ولو زادت عن ${formatAmount(limit, 'ar')} لن تتمكن من تقديم عروض على طلبات الدفع النقدي. يمكنك سدادها في محفظتك في أي وقت`,
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
          message: `You owe ${formatAmount(owed, 'en')} in fees. You can pay all or a part of it into your wallet`,
        }),
        ar: ({ owed }) => ({
          title: 'رسوم مستحقة',
          message: `عليك رسوم ${formatAmount(owed, 'ar')} ويمكنك سدادها كلها أو جزء منها في محفظتك`,
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
          message: `We sent ${formatAmount(amount, 'en')} to your account. Your bank may take a day to show it`,
        }),
        ar: ({ amount }) => ({
          title: 'تم تحويل المبلغ إلى حسابك',
          message: `حوّلنا ${formatAmount(amount, 'ar')} إلى حسابك، وقد يستغرق ظهوره في البنك يومًا`,
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
          message: `${formatAmount(amount, 'en')} is back in your wallet${because(reason, 'en')}. Please check your account, or choose another`,
        }),
        ar: ({ amount, reason }) => ({
          title: 'تعذر تحويل السحب',
          message: `عاد ${formatAmount(amount, 'ar')} إلى محفظتك${because(reason, 'ar')}. راجع بيانات حسابك أو اختر حسابًا آخر`,
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
          message: `${formatAmount(amount, 'en')} is back in your wallet${because(reason, 'en')}. Please check your account, or choose another`,
        }),
        ar: ({ amount, reason }) => ({
          title: 'البنك رجّع التحويل',
          message: `رجع ${formatAmount(amount, 'ar')} إلى محفظتك${because(reason, 'ar')}. راجع بيانات حسابك أو اختر حسابًا آخر`,
        }),
      },
    },
  ],
}
