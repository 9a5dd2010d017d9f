import type { EventType } from '#lib/events/catalogue.ts'
import { ACCOUNT_NOTIFICATION_RULES } from '#lib/notifications/account-notification-rules.ts'
import { adminsExcept } from '#lib/notifications/admin-audience.ts'
import { deadlineText } from '#lib/notifications/deadline-texts.ts'
import { DISPUTE_NOTIFICATION_RULES } from '#lib/notifications/dispute-notification-rules.ts'
import { earningsText } from '#lib/notifications/earnings-texts.ts'
import { formatAmount } from '#lib/notifications/format-amount.ts'
import { MONEY_NOTIFICATION_RULES } from '#lib/notifications/money-notification-rules.ts'
import { newJobAudience } from '#lib/notifications/new-job-audience.ts'
import { newJobListeners } from '#lib/notifications/new-job-listeners.ts'
import { EMAIL, type NotificationRule, PUSH, PUSH_AND_EMAIL } from '#lib/notifications/notification-rule.ts'
import { statusTemplates } from '#lib/notifications/status-templates.ts'
import { TRUST_NOTIFICATION_RULES } from '#lib/notifications/trust-notification-rules.ts'
import { VERIFICATION_NOTIFICATION_RULES } from '#lib/notifications/verification-notification-rules.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { type TransitionName, transitionNamed } from '#lib/process/transitions.ts'

/** The price of a quote; a quote that is gone has none. */
const amountOr = (price: number | null, locale: Locale, without: string): string =>
  price === null ? without : formatAmount(price, locale)

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
          message: `${client} would like your quote for “${title}”. Say yes or no, so that they can plan`,
        }),
        ar: (_, { client, title }) => ({
          title: `دعوة من ${client}`,
          message: `مطلوب عرض سعر منك على «${title}». اقبل الدعوة أو اعتذر عنها`,
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
          title: response === 'Accepted' ? 'تم قبول دعوتك' : 'تم الاعتذار عن دعوتك',
          message: `${response === 'Accepted' ? 'تم قبول دعوتك' : 'تم الاعتذار عن دعوتك'} إلى «${title}» من ${craftsman}`,
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
        en: (_, { craftsman, title, price }) => ({
          title: `A new quote from ${craftsman}`,
          message: `${craftsman} quotes ${amountOr(price, 'en', 'a price')} for “${title}”`,
        }),
        ar: (_, { craftsman, title, price }) => ({
          title: `عرض جديد من ${craftsman}`,
          message: `عرض ${craftsman} على «${title}»: ${amountOr(price, 'ar', 'اعرف السعر')}`,
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
        en: (_, { craftsman, title, price }) => ({
          title: `${craftsman} changed the quote`,
          message: `The quote for “${title}” is now ${amountOr(price, 'en', 'different')}`,
        }),
        ar: (_, { craftsman, title, price }) => ({
          title: `تعديل عرض ${craftsman}`,
          message: `العرض على «${title}» أصبح ${amountOr(price, 'ar', 'مختلفًا')}`,
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
        en: (_, { craftsman, title, price }) => ({
          title: `${craftsman} withdrew the quote`,
          message: `The quote${price === null ? '' : ` of ${formatAmount(price, 'en')}`} for “${title}” no longer stands`,
        }),
        ar: (_, { craftsman, title, price }) => ({
          title: `تم سحب عرض ${craftsman}`,
          message: `العرض${price === null ? '' : ` بسعر ${formatAmount(price, 'ar')}`} على «${title}» لم يعد متاحًا`,
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
        en: (_, { title, price }) => ({
          title: 'Your quote has expired',
          message: `Your quote${price === null ? '' : ` of ${formatAmount(price, 'en')}`} for “${title}” is no longer open`,
        }),
        ar: (_, { title, price }) => ({
          title: 'انتهت صلاحية عرضك',
          message: `عرضك${price === null ? '' : ` بسعر ${formatAmount(price, 'ar')}`} على «${title}» لم يعد متاحًا`,
        }),
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
      en: (change, context) => statusTemplates(change, context, { locale: 'en', side }),
      ar: (change, context) => statusTemplates(change, context, { locale: 'ar', side }),
    },
  })),
  'job.timer.nears': (['client', 'craftsman'] as const).map((side) => ({
    who: ({ clientId, craftsmanId }) => (side === 'client' ? clientId : craftsmanId),
    type: 'status' as const,
    channels: PUSH,
    urgent: true,
    words: {
      en: (deadline, context) => deadlineText(deadline, context, { locale: 'en', side }),
      ar: (deadline, context) => deadlineText(deadline, context, { locale: 'ar', side }),
    },
  })),
  'contract.confirmed': [
    {
      who: ({ craftsmanId }) => craftsmanId,
      type: 'payment',
      channels: PUSH_AND_EMAIL,
      urgent: true,
      words: {
        en: (confirmation, context) => earningsText(confirmation, context, 'en'),
        ar: (confirmation, context) => earningsText(confirmation, context, 'ar'),
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
  ...VERIFICATION_NOTIFICATION_RULES,
  ...TRUST_NOTIFICATION_RULES,
  'approval.asked': [
    {
      who: ({ askedById }) => adminsExcept(askedById),
      type: 'admin',
      channels: EMAIL,
      words: {
        en: () => ({
          title: 'A request waits for a second admin',
          message: 'Another admin asked for something that you have to approve or reject',
        }),
        ar: () => ({
          title: 'طلب في انتظار موافقة مدير آخر',
          message: 'طلب مدير آخر إجراءً يحتاج إلى موافقتك أو رفضك',
        }),
      },
    },
  ],
  'account.banned': [], // the ban itself sends an e-mail, which no preference holds back
  'account.unbanned': [], // as above
  'account.erased': [], // nobody is there to be told; the certificate is an e-mail of its own
  ...ACCOUNT_NOTIFICATION_RULES,
  ...DISPUTE_NOTIFICATION_RULES,
  'report.filed': [], // only staff are told
  'ledger.differs': [], // only staff are told
  'account.registered': [], // a registration notifies nobody
  'account.passwordChanged': [], // it has its own e-mail, which is sent at once and does not depend on preferences
  'job.edited': [], // craftsmen who quoted see it at the job and need not act
  'quote.accepted': [], // the status, Hired, notifies both; declined craftsmen are not notified
  'contract.voided': [], // the status notifies both
  'message.read': [], // the sender gets a live frame and no notification
  'job.posted': [
    {
      who: () => null,
      page: newJobAudience,
      listeners: newJobListeners,
      type: 'newJob',
      channels: PUSH_AND_EMAIL,
      words: {
        en: ({ category }, { title }) => ({
          title: `New job: ${category}`,
          message: `“${title}” is near you. Be among the first to quote`,
        }),
        ar: (_, { title }) => ({
          title: 'طلب جديد قريب منك',
          message: `«${title}»: كن من أوائل من يقدم سعرًا`,
        }),
      },
    },
  ],
}
