import type { EventData, EventType } from '#lib/events/catalogue.ts'
import { formatAmount } from '#lib/notifications/format-amount.ts'
import { formatInstant } from '#lib/notifications/format-instant.ts'
import { type NotificationRule, PUSH, PUSH_AND_EMAIL } from '#lib/notifications/notification-rule.ts'
import type { Locale } from '#lib/platform/locale.ts'

type DisputeEvent = Extract<EventType, `dispute.${string}` | `strike.${string}`>

const SIDES = ['client', 'craftsman'] as const

/** To whom each part of the money goes, as the reader of this side is told it. */
const GO_TO = {
  en: {
    client: { client: 'go to you', craftsman: 'to the craftsman' },
    craftsman: { client: 'go to the client', craftsman: 'to you' },
  },
  ar: {
    client: { client: 'لك', craftsman: 'للصنايعي' },
    craftsman: { client: 'للعميل', craftsman: 'لك' },
  },
} as const

/** Until when a decision can be appealed against, as an addition to its notification. */
function appealNote(until: string | null | undefined, locale: Locale): string {
  if (!until) return locale === 'en' ? '. This is final' : '، وهذا الحكم نهائي'
  const by = formatInstant(new Date(until), locale)
  return locale === 'en' ? `. You can appeal until ${by}` : `، ويمكنك الاعتراض حتى ${by}`
}

/** The amounts as this side reads them; where nothing was held, there is none to name. */
function amountsFor(
  side: (typeof SIDES)[number],
  { decision, clientAmount, craftsmanAmount }: EventData<'dispute.resolved'>,
  locale: Locale,
): string {
  const [client, craftsman] = [clientAmount, craftsmanAmount].map((amount) => formatAmount(amount, locale))
  if (clientAmount + craftsmanAmount > 0) {
    const to = GO_TO[locale][side]
    return `${client} ${to.client}${locale === 'en' ? ', ' : '، و'}${craftsman} ${to.craftsman}`
  }
  return NOTHING_HELD[locale][decision === 'Completed' ? 'Completed' : 'Cancelled']
}

const NOTHING_HELD = {
  en: {
    Completed: 'the work counts as completed. We hold no money for it',
    Cancelled: 'the job counts as cancelled. We hold no money for it',
  },
  ar: {
    Completed: 'الشغل يُعتبر مكتملًا، ولا يوجد مبلغ محجوز عندنا',
    Cancelled: 'الطلب يُعتبر ملغى، ولا يوجد مبلغ محجوز عندنا',
  },
} as const

/** The fee that is out of the craftsman's part, and what the platform bears, as an addition to the amounts. */
function sharesNote(fee: number, borne: number, locale: Locale): string {
  const ofFee =
    fee > 0 &&
    (locale === 'en'
      ? ` (our fee: ${formatAmount(fee, 'en')})`
      : ` (منها عمولتنا ${formatAmount(fee, 'ar')})`)
  const ofBorne =
    borne > 0 &&
    (locale === 'en'
      ? `. What was refunded stays refunded: we bear ${formatAmount(borne, 'en')}`
      : `. ما تم رده لا يُسترد، ونتحمل نحن ${formatAmount(borne, 'ar')}`)
  return `${ofFee || ''}${ofBorne || ''}`
}

/** The notifications about disputes and strikes. What staff are told is in staff-notification-rules.ts. */
export const DISPUTE_NOTIFICATION_RULES: { readonly [T in DisputeEvent]: readonly NotificationRule<T>[] } = {
  'dispute.opened': [], // the status, Disputed, notifies both; staff are told
  'dispute.clock': [], // only staff are told
  'dispute.appealed': [], // the status, Disputed again, notifies both; staff are told
  'dispute.evidence': SIDES.map((side) => ({
    who: ({ clientId, craftsmanId, byId }) => {
      const reader = side === 'client' ? clientId : craftsmanId
      return reader === byId ? null : reader
    },
    type: 'dispute' as const,
    channels: PUSH,
    words: {
      en: (_, { title }) => ({
        title: 'New evidence in the dispute',
        message: `Something was added about “${title}”. You can answer with a text, photos or messages`,
      }),
      ar: (_, { title }) => ({
        title: 'دليل جديد في النزاع',
        message: `تمت إضافة دليل بخصوص «${title}». يمكنك الرد بنص أو صور أو رسائل`,
      }),
    },
  })),
  'dispute.answer.nears': [
    {
      who: ({ userId }) => userId,
      type: 'dispute',
      channels: PUSH_AND_EMAIL,
      urgent: true,
      words: {
        en: ({ at }, { title }) => ({
          title: 'Tell us your side',
          message: `Please answer the dispute about “${title}” by ${formatInstant(new Date(at), 'en')}. Without your answer our staff decide on what they have`,
        }),
        ar: ({ at }, { title }) => ({
          title: 'نحتاج إلى ردك',
          message: `من فضلك رد على النزاع بخصوص «${title}» قبل ${formatInstant(new Date(at), 'ar')}، وبدون ردك تحكم الإدارة بما لديها من أدلة`,
        }),
      },
    },
  ],
  'dispute.resolved': SIDES.map((side) => ({
    who: ({ clientId, craftsmanId }) => (side === 'client' ? clientId : craftsmanId),
    type: 'dispute' as const,
    channels: PUSH_AND_EMAIL,
    urgent: true,
    words: {
      en: ({ fee = 0, borne = 0, ...event }, { title }) => ({
        title: event.decision === 'Withdrawn' ? 'The dispute was withdrawn' : 'The dispute is decided',
        message:
          event.decision === 'Withdrawn'
            ? `“${title}” goes on as before`
            : `“${title}”: ${amountsFor(side, event, 'en')}${sharesNote(fee, borne, 'en')}${appealNote(event.appealUntil, 'en')}`,
      }),
      ar: ({ fee = 0, borne = 0, ...event }, { title }) => ({
        title: event.decision === 'Withdrawn' ? 'تم سحب النزاع' : 'حكمت الإدارة في النزاع',
        message:
          event.decision === 'Withdrawn'
            ? `يستمر «${title}» كما كان`
            : `«${title}»: ${amountsFor(side, event, 'ar')}${sharesNote(fee, borne, 'ar')}${appealNote(event.appealUntil, 'ar')}`,
      }),
    },
  })),
  'strike.recorded': [
    {
      who: ({ userId }) => userId,
      type: 'admin',
      channels: PUSH_AND_EMAIL,
      words: {
        en: ({ userId, craftsmanId }, { title }) => ({
          title: 'You got a strike',
          message: `It is for “${title}”. You see all your strikes in your account${userId === craftsmanId ? ', and can appeal against them there' : ''}`,
        }),
        ar: ({ userId, craftsmanId }, { title }) => ({
          title: 'تم تسجيل مخالفة عليك',
          message: `المخالفة بخصوص «${title}». تجد كل مخالفاتك في حسابك${userId === craftsmanId ? '، ويمكنك الاعتراض عليها من هناك' : ''}`,
        }),
      },
    },
  ],
  'strike.appealed': [], // they have just done it; staff are told
  'strike.lifted': [
    {
      who: ({ userId }) => userId,
      type: 'admin',
      channels: PUSH_AND_EMAIL,
      words: {
        en: (_, { title }) => ({
          title: 'Your strike was lifted',
          message: `The strike for “${title}” does not count any more`,
        }),
        ar: (_, { title }) => ({
          title: 'تم رفع المخالفة',
          message: `المخالفة الخاصة بـ «${title}» لم تعد محسوبة عليك`,
        }),
      },
    },
  ],
}
