import type { EventData, EventType } from '#lib/events/catalogue.ts'
import { because } from '#lib/notifications/because.ts'
import { formatAmount } from '#lib/notifications/format-amount.ts'
import { formatInstant } from '#lib/notifications/format-instant.ts'
import { EMAIL, type NotificationRule } from '#lib/notifications/notification-rule.ts'
import { adminAudience, staffAudience } from '#lib/notifications/staff-audience.ts'

/** A row of the table for staff. Everybody on the staff gets it in-app, and by e-mail if they want e-mails of its type. */
interface StaffRule<T extends EventType> extends Pick<NotificationRule<T>, 'type' | 'when' | 'words'> {
  /** Whether it raises the alarm MoneyEvents too: nobody may miss it, not even on a holiday. */
  readonly alarm?: true
  /** Who of the staff; everybody if it is left out. */
  readonly who?: NotificationRule<T>['who']
}

type StaffTable = { readonly [T in EventType]?: StaffRule<T> }

/** ` for “title”` where the event has a job. */
const forJob = (title: string) => ({ en: title && ` for “${title}”`, ar: title && ` عن «${title}»` })

/**
 * What staff are told of: money that went another way than we sent it, disputes, verifications and reports. An event that is not here
 * concerns only the people of its job.
 */
export const STAFF_NOTIFICATION_RULES: StaffTable = {
  'payment.chargedBack': {
    type: 'payment',
    alarm: true,
    words: {
      en: ({ amount }, { title }) => ({
        title: 'A payment was charged back',
        message: `A bank took back ${formatAmount(amount, 'en')}${forJob(title).en}. If the money was held, decide the dispute; else decide who bears it`,
      }),
      ar: ({ amount }, { title }) => ({
        title: 'البنك استرد دفعة',
        message: `استرد البنك ${formatAmount(amount, 'ar')}${forJob(title).ar}. لو المبلغ محجوز احسم النزاع، وإلا حدد من يتحمله`,
      }),
    },
  },
  'payment.chargeback.ended': {
    type: 'payment',
    words: {
      en: ({ amount, outcome }, { title }) => ({
        title: outcome === 'won' ? 'A chargeback was won' : 'A chargeback was lost',
        message: `${outcome === 'won' ? 'The bank returned' : 'The bank does not return'} ${formatAmount(amount, 'en')}${forJob(title).en}. Refunds that waited for this go on`,
      }),
      ar: ({ amount, outcome }, { title }) => ({
        title: outcome === 'won' ? 'كسبنا اعتراض البنك' : 'خسرنا اعتراض البنك',
        message: `${outcome === 'won' ? 'أعاد البنك إلينا' : 'لن يعيد البنك'} ${formatAmount(amount, 'ar')}${forJob(title).ar}. المبالغ المستردة المنتظرة تستكمل الآن`,
      }),
    },
  },
  'payment.refundedElsewhere': {
    type: 'payment',
    alarm: true,
    words: {
      en: ({ amount }, { title }) => ({
        title: 'A payment was refunded without us',
        message: `Its gateway refunded ${amount === null ? 'a part that it does not name' : formatAmount(amount, 'en')}${forJob(title).en}. If the money was held, decide the dispute; else the platform bears it`,
      }),
      ar: ({ amount }, { title }) => ({
        title: 'دفعة اتردت من غيرنا',
        message: `بوابة الدفع ردت ${amount === null ? 'جزءًا لم تحدده' : formatAmount(amount, 'ar')}${forJob(title).ar}. لو المبلغ محجوز احسم النزاع، وإلا تتحمله المنصة`,
      }),
    },
  },
  'payment.mismatched': {
    type: 'payment',
    alarm: true,
    words: {
      en: ({ amount, currency }, { title }) => ({
        title: 'A payment does not match',
        message: `${currency === 'EGP' ? formatAmount(amount, 'en') : `${amount / 100} ${currency}`} arrived${forJob(title).en}, which is not what was asked for. It is being refunded`,
      }),
      ar: ({ amount, currency }, { title }) => ({
        title: 'دفعة غير مطابقة',
        message: `وصل ${currency === 'EGP' ? formatAmount(amount, 'ar') : `${amount / 100} ${currency}`}${forJob(title).ar}، وهو غير المطلوب. جارٍ رده`,
      }),
    },
  },
  'payment.refund.stuck': {
    type: 'payment',
    words: {
      en: ({ amount, gateway }) => ({
        title: 'A refund is stuck',
        message: `${gateway} has not confirmed a refund of ${formatAmount(amount, 'en')}. Look it up there and settle it`,
      }),
      ar: ({ amount, gateway }) => ({
        title: 'رد مبلغ معلّق',
        message: `لم تؤكد ${gateway} رد ${formatAmount(amount, 'ar')}. راجعه هناك ثم سجّل نتيجته`,
      }),
    },
  },
  'payout.failed': {
    type: 'payment',
    words: {
      en: ({ amount, reason }) => ({
        title: 'A payout failed',
        message: `${formatAmount(amount, 'en')} could not be paid out${because(reason, 'en')}. The payee was asked for another account`,
      }),
      ar: ({ amount, reason }) => ({
        title: 'تحويل لم يتم',
        message: `لم يتم تحويل ${formatAmount(amount, 'ar')}${because(reason, 'ar')}. طلبنا من صاحبه حسابًا آخر`,
      }),
    },
  },
  'payout.returned': {
    type: 'payment',
    words: {
      en: ({ amount, reason }) => ({
        title: 'A payout came back',
        message: `The bank sent back ${formatAmount(amount, 'en')}${because(reason, 'en')}. It is booked, and the payee knows`,
      }),
      ar: ({ amount, reason }) => ({
        title: 'تحويل رجع من البنك',
        message: `رجّع البنك ${formatAmount(amount, 'ar')}${because(reason, 'ar')}. تم تسجيله وإبلاغ صاحبه`,
      }),
    },
  },
  'ledger.differs': {
    type: 'payment',
    alarm: true,
    words: {
      en: ({ count, accounts }) => ({
        title: 'The ledger differs',
        message: `Accounts that differ from their journals: ${count} (${accounts}). Only their payouts wait. npm run ledger:verify`,
      }),
      ar: ({ count, accounts }) => ({
        title: 'فرق في الحسابات',
        message: `حسابات لا تطابق القيود: ${count} (${accounts}). تحويلاتها وحدها متوقفة. npm run ledger:verify`,
      }),
    },
  },
  'dispute.opened': {
    type: 'dispute',
    words: {
      en: (_, { title }) => ({
        title: 'A dispute was opened',
        message: title ? `“${title}” waits for your decision` : 'It waits for your decision',
      }),
      ar: (_, { title }) => ({
        title: 'نزاع جديد',
        message: title ? `«${title}» في انتظار قراركم` : 'في انتظار قراركم',
      }),
    },
  },
  'dispute.resolved': {
    type: 'dispute',
    when: ({ decision }) => decision === 'Withdrawn', // what staff decided they know
    words: {
      en: (_, { title }) => ({
        title: 'A dispute was withdrawn',
        message: title ? `“${title}” goes on, there is nothing to decide` : 'There is nothing to decide',
      }),
      ar: (_, { title }) => ({
        title: 'تم سحب نزاع',
        message: title ? `«${title}» مستمر ولا حاجة لقرار` : 'لا حاجة لقرار',
      }),
    },
  },
  'verification.submitted': {
    type: 'verification',
    words: {
      en: () => ({
        title: 'A craftsman wants to be verified',
        message: 'Their documents wait for your check',
      }),
      ar: () => ({ title: 'طلب توثيق جديد', message: 'مستندات صنايعي في انتظار مراجعتكم' }),
    },
  },
  'dispute.clock': {
    type: 'dispute',
    who: ({ step }) => (step === 'escalation' || step === 'overdue' ? adminAudience() : staffAudience()),
    words: {
      en: ({ step, dueBy }, { title }) => ({
        title: CLOCK_IN_ENGLISH[step],
        message: `Dispute${forJob(title).en.replace(' for', ' about')}: we promised to decide it by ${formatInstant(new Date(dueBy), 'en')}`,
      }),
      ar: ({ step, dueBy }, { title }) => ({
        title: CLOCK_IN_ARABIC[step],
        message: `نزاع${forJob(title).ar}: وعدنا بالحكم فيه قبل ${formatInstant(new Date(dueBy), 'ar')}`,
      }),
    },
  },
  'dispute.appealed': {
    type: 'dispute',
    words: {
      en: (_, { title }) => ({
        title: 'A decision was appealed against',
        message: `${title ? `“${title}”` : 'A dispute'} waits for another of you than who decided first`,
      }),
      ar: (_, { title }) => ({
        title: 'اعتراض على حكم',
        message: `${title ? `«${title}»` : 'نزاع'} في انتظار حكم شخص آخر منكم غير من حكم أولًا`,
      }),
    },
  },
  'strike.appealed': {
    type: 'admin',
    words: {
      en: (_, { title }) => ({
        title: 'A strike was appealed against',
        message: `It is${forJob(title).en || ' a strike'}. Please look into it: you can lift it`,
      }),
      ar: (_, { title }) => ({
        title: 'اعتراض على مخالفة',
        message: `اعتراض على مخالفة${forJob(title).ar}. برجاء المراجعة، ويمكنكم رفعها`,
      }),
    },
  },
  'report.filed': {
    type: 'admin',
    words: {
      en: ({ targetType }, { title }) => ({
        title: 'Something was reported',
        message: `A user reported a ${targetType}${title && ` (“${title}”)`}. Please look into it`,
      }),
      ar: ({ targetType }, { title }) => ({
        title: 'بلاغ جديد',
        message: `${REPORTED_IN_ARABIC[targetType]}${title && ` («${title}»)`}. برجاء المراجعة`,
      }),
    },
  },
}

type ClockStep = EventData<'dispute.clock'>['step']

const CLOCK_IN_ENGLISH: Readonly<Record<ClockStep, string>> = {
  answerDue: 'A party does not answer',
  escalation: 'A dispute is still undecided',
  decisionNears: 'A decision is due soon',
  overdue: 'A dispute is overdue',
}

const CLOCK_IN_ARABIC: Readonly<Record<ClockStep, string>> = {
  answerDue: 'طرف في النزاع لم يرد',
  escalation: 'نزاع بدون حكم حتى الآن',
  decisionNears: 'موعد الحكم قريب',
  overdue: 'نزاع تأخر الحكم فيه',
}

const REPORTED_IN_ARABIC = {
  user: 'بلّغ أحد المستخدمين عن مستخدم آخر',
  job: 'بلّغ أحد المستخدمين عن طلب',
  message: 'بلّغ أحد المستخدمين عن رسالة',
  review: 'بلّغ أحد المستخدمين عن تقييم',
} as const satisfies Record<EventData<'report.filed'>['targetType'], string>

/** The rule of an event for staff, in the form of all rules; undefined if staff are not told of it. */
export function staffRuleOf<T extends EventType>(type: T): NotificationRule<T> | undefined {
  const rule = STAFF_NOTIFICATION_RULES[type]
  if (!rule) return undefined
  const { type: kind, when, words, who = staffAudience } = rule
  return {
    who,
    type: kind,
    channels: EMAIL,
    urgent: kind === 'payment',
    words,
    ...(when && { when }),
  }
}

/** Whether an event raises the alarm for staff. */
export const raisesAlarm = (type: EventType): boolean => STAFF_NOTIFICATION_RULES[type]?.alarm ?? false
