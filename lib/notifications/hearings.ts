import type { EventType } from '#lib/events/catalogue.ts'
import { moveNamed, type MoveName } from '#lib/jobs/moves.ts'
import { readable } from '#lib/notifications/amounts.ts'
import { BOTH, PUSH, type Hearing } from '#lib/notifications/hearing.ts'
import { newJobAudience } from '#lib/notifications/new-job-audience.ts'
import { MONEY_HEARINGS } from '#lib/notifications/money-hearings.ts'
import { statusWords } from '#lib/notifications/status-words.ts'

type Table = { readonly [T in EventType]: readonly Hearing<T>[] }

/**
 * Who hears what through which channel: the table of Part B 2.5 and what follows from it for the other events.
 * Every event is in it: one that tells nobody says why.
 */
export const HEARINGS: Table = {
  // Part B 2.5: craftsman invited to job
  'invitation.sent': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'invitation',
      channels: BOTH,
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
      channels: BOTH,
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
      channels: BOTH,
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
  // Part B 2.5: job status changes, both parties; Posted to Quoted and back tells nobody (the move says so)
  'job.status.changed': (['client', 'craftsman'] as const).map((side) => ({
    who: ({ clientId, craftsmanId }) => (side === 'client' ? clientId : craftsmanId),
    type: 'status' as const,
    channels: BOTH,
    urgent: true,
    when: ({ move }) => moveNamed(move as MoveName).tells.includes(side),
    words: {
      en: ({ to }, story) => statusWords(to, story, 'en'),
      ar: ({ to }, story) => statusWords(to, story, 'ar'),
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
      channels: BOTH,
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
  ...MONEY_HEARINGS,
  'dispute.opened': [], // the status, Disputed, tells both
  'dispute.resolved': (['client', 'craftsman'] as const).map((side) => ({
    who: ({ clientId, craftsmanId }) => (side === 'client' ? clientId : craftsmanId),
    type: 'dispute' as const,
    channels: BOTH,
    urgent: true,
    words: {
      en: ({ decision, clientAmount, craftsmanAmount }, { title }) => ({
        title: decision === 'Withdrawn' ? 'The dispute was withdrawn' : 'The dispute is decided',
        message:
          decision === 'Withdrawn'
            ? `“${title}” goes on as before`
            : `“${title}”: ${readable(clientAmount, 'en')} go to the client, ${readable(craftsmanAmount, 'en')} to the craftsman`,
      }),
      ar: ({ decision, clientAmount, craftsmanAmount }, { title }) => ({
        title: decision === 'Withdrawn' ? 'تم سحب النزاع' : 'تم الفصل في النزاع',
        message:
          decision === 'Withdrawn'
            ? `يستمر «${title}» كما كان`
            : `«${title}»: ${readable(clientAmount, 'ar')} للعميل و${readable(craftsmanAmount, 'ar')} للصنايعي`,
      }),
    },
  })),
  'account.registered': [], // registering sends nothing
  'account.passwordChanged': [], // its own mail goes out at once, whatever is preferred
  'job.edited': [], // who quoted sees it at the job; nothing waits for him
  'quote.accepted': [], // the status, Hired, tells both; declines tell nobody
  'contract.voided': [], // the status tells both
  'message.read': [], // a frame to the writer, and no notification
  'job.posted': [
    {
      who: newJobAudience,
      type: 'newJob',
      channels: BOTH,
      words: {
        en: ({ category }, { title }) => ({ title: `New job: ${category}`, message: title }),
        ar: (_, { title }) => ({ title: 'طلب جديد قريب منك', message: title }),
      },
    },
  ],
}
