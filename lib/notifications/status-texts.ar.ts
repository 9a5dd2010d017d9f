import { formatAmount } from '#lib/notifications/format-amount.ts'
import { formatInstant } from '#lib/notifications/format-instant.ts'
import { isPaidAhead, type StatusNews, type StatusTexts } from '#lib/notifications/status-news.ts'
import type { ContractTerms } from '#lib/notifications/template-context.ts'

const money = (piastres: number): string => formatAmount(piastres, 'ar')

const REFUND = '، وما تم دفعه يُرد بالكامل'
function refundOf({ contract }: StatusNews): string {
  if (!isPaidAhead(contract)) return ''
  const refunded = contract?.cancellation?.client
  if (refunded === undefined) return REFUND
  return refunded > 0 ? `، ويُرد ${money(refunded)} بالكامل` : ''
}

/** The visit fee, and what goes back, once they are known. */
const sharesOf = ({ contract }: StatusNews) => ({
  fee: contract?.cancellation ? ` وهي ${money(contract.cancellation.craftsman)}` : '',
  rest: contract?.cancellation ? `ويُرد إليك ${money(contract.cancellation.client)}` : 'والباقي يُرد إليك',
})

const forPrice = ({ contract }: StatusNews): string => (contract ? ` بسعر ${money(contract.price)}` : '')

function clientPays(contract: ContractTerms | null): string {
  if (contract?.paymentType === 'Escrow') return '، ادفع الآن ويبقى المبلغ محفوظًا عندنا حتى تؤكد الشغل'
  if (contract?.paymentType === 'CashProtected') {
    const rest = money(contract.price - contract.deposit)
    return `، ادفع العربون ${money(contract.deposit)} الآن، والباقي ${rest} نقدًا بعد انتهاء الشغل`
  }
  return contract ? '، والدفع نقدًا بعد انتهاء الشغل' : ''
}

const craftsmanWaits = (contract: ContractTerms | null): string =>
  isPaidAhead(contract) ? '، ويمكنك التحرك بعد أن يدفع العميل مقدمًا' : '، والعميل يدفع لك نقدًا'

const deadlineOf = ({ contract }: StatusNews): string =>
  contract?.confirmBy ? ` حتى ${formatInstant(contract.confirmBy, 'ar')}` : ''

const cancelledBy = (news: StatusNews, reader: 'client' | 'craftsman'): string => {
  if (news.actor === reader) return 'لقد ألغيت الطلب'
  if (news.actor === 'client') return `تم إلغاء الطلب من ${news.client}`
  if (news.actor === 'craftsman') return `تم إلغاء الطلب من ${news.craftsman}`
  return 'تم إلغاء الطلب'
}

const openedBy = ({ actor, client, craftsman }: StatusNews, reader: 'client' | 'craftsman'): string => {
  if (actor === reader) return 'فتحت نزاعًا'
  return `تم فتح نزاع من ${actor === 'client' ? client : craftsman}`
}

const appealedBy = ({ actor, client, craftsman }: StatusNews, reader: 'client' | 'craftsman'): string => {
  if (actor === reader) return 'قدمت اعتراضًا'
  return `تم تقديم اعتراض من ${actor === 'client' ? client : craftsman}`
}

const DISPUTE = 'تم فتح نزاع'
const HELD = 'والمبلغ المحجوز يبقى محجوزًا حتى تحكم الإدارة'

const both = <T>(text: T) => ({ client: text, craftsman: text })

/** What each side reads of a new status, in Arabic as Egyptians write it. Verbs avoid a person's gender. */
export const STATUS_TEXTS_AR: StatusTexts = {
  hire: {
    client: (news) => ({
      title: `تم الاتفاق مع ${news.craftsman}`,
      message: `«${news.title}»${forPrice(news)}${clientPays(news.contract)}`,
    }),
    craftsman: (news) => ({
      title: `تم اختيارك من ${news.client}`,
      message: `«${news.title}»${forPrice(news)}${craftsmanWaits(news.contract)}`,
    }),
  },
  cancelPosting: both((news) => ({
    title: cancelledBy(news, 'client'),
    message: `تم إغلاق «${news.title}» وكل العروض المقدمة عليه`,
  })),
  lapse: both(({ title }) => ({
    title: 'انتهت مدة الطلب',
    message: `لم يحدث شيء على «${title}» منذ فترة طويلة فتم إغلاقه، ويمكنك نشره من جديد`,
  })),
  voidUnpaid: {
    client: ({ title, craftsman }) => ({
      title: 'انتهى الاتفاق',
      message: `لم يتم دفع «${title}» في الموعد، فانتهى الاتفاق مع ${craftsman}. العروض متاحة من جديد ويمكنك قبول أحدها`,
    }),
    craftsman: ({ title, client }) => ({
      title: 'انتهى الاتفاق',
      message: `لم يصل الدفع من ${client} عن «${title}» في الموعد، وعرضك متاح من جديد`,
    }),
  },
  setOut: both(({ title, craftsman }) => ({
    title: `${craftsman} في الطريق`,
    message: `${craftsman} في الطريق إليك من أجل «${title}»`,
  })),
  cancelHire: {
    client: (news) => ({
      title: cancelledBy(news, 'client'),
      message: `تم إلغاء «${news.title}»${refundOf(news)}`,
    }),
    craftsman: (news) => ({
      title: cancelledBy(news, 'craftsman'),
      message: `تم إلغاء «${news.title}»، من فضلك لا تتحرك`,
    }),
  },
  lapseHire: both((news) => ({
    title: 'انتهت مدة الاتفاق',
    message: `لم يتحرك أحد من أجل «${news.title}» بعد الموعد بفترة طويلة فتم إلغاؤه${refundOf(news)}`,
  })),
  finish: {
    client: (news) => ({
      title: `${news.craftsman}: الشغل خلص`,
      message: `من فضلك أكّد «${news.title}»${deadlineOf(news)} أو افتح نزاعًا لو فيه مشكلة، وبدون رد منك يُعتبر الشغل مؤكدًا`,
    }),
    craftsman: (news) => ({
      title: 'أعلنت انتهاء الشغل',
      message: `في انتظار تأكيد «${news.title}» من ${news.client}، وبدون رد${deadlineOf(news)} يُعتبر الشغل مؤكدًا`,
    }),
  },
  finishAndConfirm: {
    client: ({ title }) => ({ title: 'لقد أكّدت الشغل', message: `تم إنجاز «${title}»، شكرًا لك` }),
    craftsman: ({ title, client }) => ({
      title: `تم تأكيد الشغل من ${client}`,
      message: `تم إنجاز «${title}»`,
    }),
  },
  cancelNoShow: {
    client: (news) => ({
      title: cancelledBy(news, 'client'),
      message: `لم يحضر أحد من أجل «${news.title}» فلا رسوم عليك${refundOf(news)}`,
    }),
    craftsman: (news) => ({
      title: cancelledBy(news, 'craftsman'),
      message: `تم إلغاء «${news.title}» بدون رسوم زيارة، لأن أحدًا لم يحضر بعد الموعد بفترة طويلة`,
    }),
  },
  cancelVisit: {
    client: (news) => ({
      title: 'لقد ألغيت الزيارة',
      message: isPaidAhead(news.contract)
        ? `تم إلغاء «${news.title}». رسوم الزيارة تذهب إلى ${news.craftsman}${sharesOf(news).fee} ${sharesOf(news).rest}`
        : `تم إلغاء «${news.title}»، وتم تسجيل ذلك على حسابك لأن الصنايعي كان في الطريق بالفعل`,
    }),
    craftsman: (news) => ({
      title: `تم إلغاء الزيارة من ${news.client}`,
      message: `من فضلك ارجع: تم إلغاء «${news.title}»${isPaidAhead(news.contract) ? `، وتحصل على رسوم الزيارة${sharesOf(news).fee}` : ''}`,
    }),
  },
  abandonVisit: {
    client: (news) => ({
      title: `اعتذار من ${news.craftsman} عن الزيارة`,
      message: `تم إلغاء «${news.title}»${refundOf(news)}، ويمكنك نشره من جديد`,
    }),
    craftsman: (news) => ({
      title: 'لقد اعتذرت عن الزيارة',
      message: `تم إلغاء «${news.title}»، وتم تسجيل ذلك على حسابك لأن العميل كان في انتظارك`,
    }),
  },
  dispute: {
    client: (news) => ({
      title: DISPUTE,
      message: `${openedBy(news, 'client')} بخصوص «${news.title}»، ${HELD}`,
    }),
    craftsman: (news) => ({
      title: DISPUTE,
      message: `${openedBy(news, 'craftsman')} بخصوص «${news.title}»، ${HELD}`,
    }),
  },
  appeal: {
    client: (news) => ({
      title: 'اعتراض على الحكم',
      message: `${appealedBy(news, 'client')} على الحكم بخصوص «${news.title}»، ويحكم فيه شخص آخر من الإدارة حكمًا نهائيًا`,
    }),
    craftsman: (news) => ({
      title: 'اعتراض على الحكم',
      message: `${appealedBy(news, 'craftsman')} على الحكم بخصوص «${news.title}»، ويبقى نصيبك محجوزًا حتى يحكم فيه شخص آخر من الإدارة حكمًا نهائيًا`,
    }),
  },
  stallVisit: both(({ title }) => ({
    title: DISPUTE,
    message: `زيارة «${title}» لم تنته منذ أيام فتنظر فيها الإدارة، ${HELD}`,
  })),
  contest: {
    client: ({ title }) => ({
      title: DISPUTE,
      message: `استرد البنك دفعتك عن «${title}»، وتنظر الإدارة في الأمر`,
    }),
    craftsman: ({ title }) => ({
      title: DISPUTE,
      message: `استرد بنك العميل الدفعة الخاصة بطلب «${title}»، وتنظر الإدارة في الأمر`,
    }),
  },
  halt: both(({ title }) => ({
    title: DISPUTE,
    message: `أوقفت الإدارة «${title}» وتنظر فيه، ${HELD}`,
  })),
  resumeHire: both(({ title }) => ({
    title: 'الطلب مستمر',
    message: `تم سحب النزاع بخصوص «${title}»، والاتفاق مستمر`,
  })),
  resumeVisit: both(({ title }) => ({
    title: 'الطلب مستمر',
    message: `تم سحب النزاع بخصوص «${title}»، والزيارة مستمرة`,
  })),
  resumeCompletion: both(({ title }) => ({
    title: 'الطلب مستمر',
    message: `تم سحب النزاع بخصوص «${title}»، والشغل يُعتبر منتهيًا كما كان`,
  })),
  decideCompleted: both(({ title }) => ({
    title: 'حكمت الإدارة بأن الشغل تم',
    message: `«${title}» يُعتبر مكتملًا بقرار الإدارة`,
  })),
  decideCancelled: both(({ title }) => ({
    title: 'حكمت الإدارة بإلغاء الطلب',
    message: `«${title}» يُعتبر ملغى بقرار الإدارة`,
  })),
}
