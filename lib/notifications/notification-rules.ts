import type { EventType } from '#lib/events/catalogue.ts'
import { formatAmount } from '#lib/notifications/format-amount.ts'
import { MONEY_NOTIFICATION_RULES } from '#lib/notifications/money-notification-rules.ts'
import { newJobAudience } from '#lib/notifications/new-job-audience.ts'
import { type NotificationRule, PUSH, PUSH_AND_EMAIL } from '#lib/notifications/notification-rule.ts'
import { statusTemplates } from '#lib/notifications/status-templates.ts'
import { type TransitionName, transitionNamed } from '#lib/process/transitions.ts'

type Table = { readonly [T in EventType]: readonly NotificationRule<T>[] }

/**
 * Who gets which notification on which channels: the table of Part B 2.5, extended to the other events in the same way.
 * Every event is in it. If nobody is notified of an event, a comment says why. What staff are told of is a table of its
 * own (staff-notification-rules.ts).
 */
export const NOTIFICATION_RULES: Table = {
  // Part B 2.5: craftsman invited to job
  'invitation.sent': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'invitation',
      channels: PUSH_AND_EMAIL,
      words: {
        en: (_, { client, title }) => ({
          title: `${client} invites you`,
          message: `You are invited to quote for “${title}”`,
        }),
        ar: (_, { client, title }) => ({
          title: `دعوة من ${client}`,
          message: `أنت مدعو لتقديم عرض على «${title}»`,
        }),
      },
    },
  ],
  // Part B 2.5: invitation accepted or rejected
  'invitation.answered': [
    {
      who: ({ clientId }) => clientId,
      type: 'invitation',
      channels: PUSH_AND_EMAIL,
      words: {
        en: ({ response }, { craftsman, title }) => ({
          title: response === 'Accepted' ? 'Invitation accepted' : 'Invitation declined',
          message: `${craftsman} ${response === 'Accepted' ? 'accepted' : 'declined'} your invitation to “${title}”`,
        }),
        ar: ({ response }, { craftsman, title }) => ({
          title: response === 'Accepted' ? 'تم قبول الدعوة' : 'تم رفض الدعوة',
          message: `${response === 'Accepted' ? 'قبل' : 'رفض'} ${craftsman} دعوتك إلى «${title}»`,
        }),
      },
    },
  ],
  // Part B 2.5: craftsman quotes
  'quote.submitted': [
    {
      who: ({ clientId }) => clientId,
      type: 'quote',
      channels: PUSH_AND_EMAIL,
      words: {
        en: (_, { craftsman, title }) => ({
          title: 'A new quote',
          message: `${craftsman} sent a quote for “${title}”`,
        }),
        ar: (_, { craftsman, title }) => ({
          title: 'عرض جديد',
          message: `أرسل ${craftsman} عرضًا على «${title}»`,
        }),
      },
    },
  ],
  'quote.changed': [
    {
      who: ({ clientId }) => clientId,
      type: 'quote',
      channels: PUSH,
      words: {
        en: (_, { craftsman, title }) => ({
          title: 'A quote was changed',
          message: `${craftsman} changed the quote for “${title}”`,
        }),
        ar: (_, { craftsman, title }) => ({
          title: 'تعديل عرض',
          message: `عدّل ${craftsman} عرضه على «${title}»`,
        }),
      },
    },
  ],
  'quote.withdrawn': [
    {
      who: ({ clientId }) => clientId,
      type: 'quote',
      channels: PUSH,
      words: {
        en: (_, { craftsman, title }) => ({
          title: 'A quote was withdrawn',
          message: `${craftsman} withdrew the quote for “${title}”`,
        }),
        ar: (_, { craftsman, title }) => ({
          title: 'سحب عرض',
          message: `سحب ${craftsman} عرضه على «${title}»`,
        }),
      },
    },
  ],
  'quote.expired': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'quote',
      channels: [],
      words: {
        en: (_, { title }) => ({
          title: 'Your quote expired',
          message: `Your quote for “${title}” is no longer open`,
        }),
        ar: (_, { title }) => ({ title: 'انتهت صلاحية عرضك', message: `عرضك على «${title}» لم يعد متاحًا` }),
      },
    },
  ],
  // Part B 2.5: job status changes, both parties; the transition says whom it notifies (Posted to Quoted and back:
  // nobody)
  'job.status.changed': (['client', 'craftsman'] as const).map((side) => ({
    who: ({ clientId, craftsmanId }) => (side === 'client' ? clientId : craftsmanId),
    type: 'status' as const,
    channels: PUSH_AND_EMAIL,
    urgent: true,
    when: ({ move }) => transitionNamed(move as TransitionName).tells.includes(side),
    words: {
      en: ({ to }, context) => statusTemplates(to, context, 'en'),
      ar: ({ to }, context) => statusTemplates(to, context, 'ar'),
    },
  })),
  'job.timer.nears': (['client', 'craftsman'] as const).map((side) => ({
    who: ({ clientId, craftsmanId }) => (side === 'client' ? clientId : craftsmanId),
    type: 'status' as const,
    channels: PUSH,
    urgent: true,
    words: {
      en: (_, { title }) => ({
        title: 'A deadline is near',
        message: `“${title}” will move on by itself soon. Open the job to see what happens and when`,
      }),
      ar: (_, { title }) => ({
        title: 'اقترب موعد مهم',
        message: `سيتغير وضع «${title}» تلقائيًا قريبًا. افتح الطلب لمعرفة التفاصيل`,
      }),
    },
  })),
  'contract.confirmed': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'payment',
      channels: PUSH_AND_EMAIL,
      urgent: true,
      words: {
        en: (_, { title }) => ({
          title: 'The work is confirmed',
          message: `“${title}” is confirmed. Your earnings and fees are in your wallet`,
        }),
        ar: (_, { title }) => ({
          title: 'تم تأكيد العمل',
          message: `تم تأكيد «${title}». تجد مستحقاتك والرسوم في محفظتك`,
        }),
      },
    },
  ],
  'message.sent': [
    {
      who: ({ toId }) => toId,
      type: 'message',
      channels: PUSH,
      words: {
        en: ({ fromId, clientId }, { client, craftsman, title }) => ({
          title: fromId === clientId ? client : craftsman,
          message: `A new message about “${title}”`,
        }),
        ar: ({ fromId, clientId }, { client, craftsman, title }) => ({
          title: fromId === clientId ? client : craftsman,
          message: `رسالة جديدة بخصوص «${title}»`,
        }),
      },
    },
  ],
  ...MONEY_NOTIFICATION_RULES,
  'dispute.opened': [], // the status, Disputed, notifies both; staff are told
  'report.filed': [], // only staff are told
  'ledger.differs': [], // only staff are told
  'dispute.resolved': (['client', 'craftsman'] as const).map((side) => ({
    who: ({ clientId, craftsmanId }) => (side === 'client' ? clientId : craftsmanId),
    type: 'dispute' as const,
    channels: PUSH_AND_EMAIL,
    urgent: true,
    words: {
      en: ({ decision, clientAmount, craftsmanAmount }, { title }) => ({
        title: decision === 'Withdrawn' ? 'The dispute was withdrawn' : 'The dispute is decided',
        message:
          decision === 'Withdrawn'
            ? `“${title}” goes on as before`
            : `“${title}”: ${formatAmount(clientAmount, 'en')} go to the client, ${formatAmount(craftsmanAmount, 'en')} to the craftsman`,
      }),
      ar: ({ decision, clientAmount, craftsmanAmount }, { title }) => ({
        title: decision === 'Withdrawn' ? 'تم سحب النزاع' : 'تم الفصل في النزاع',
        message:
          decision === 'Withdrawn'
            ? `يستمر «${title}» كما كان`
            : `«${title}»: ${formatAmount(clientAmount, 'ar')} للعميل و${formatAmount(craftsmanAmount, 'ar')} للصنايعي`,
      }),
    },
  })),
  'account.registered': [], // a registration notifies nobody
  'account.passwordChanged': [], // it has its own e-mail, which is sent at once and does not depend on preferences
  'job.edited': [], // craftsmen who quoted see it at the job and need not act
  'quote.accepted': [], // the status, Hired, notifies both; declined craftsmen are not notified
  'contract.voided': [], // the status notifies both
  'message.read': [], // the sender gets a live frame and no notification
  'job.posted': [
    {
      who: newJobAudience,
      type: 'newJob',
      channels: PUSH_AND_EMAIL,
      words: {
        en: ({ category }, { title }) => ({ title: `New job: ${category}`, message: title }),
        ar: (_, { title }) => ({ title: 'طلب جديد قريب منك', message: title }),
      },
    },
  ],
}
