import type { JobStatus } from '#lib/model/job-status.ts'
import type { LocalizedText } from '#lib/model/notification.model.ts'
import type { TemplateContext } from '#lib/notifications/template-context.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** The names of the statuses in a sentence. */
const STATUS: Readonly<Record<JobStatus, Readonly<Record<Locale, string>>>> = {
  Posted: { en: 'posted', ar: 'منشور' },
  Quoted: { en: 'open for quotes again', ar: 'متاح للعروض من جديد' },
  Hired: { en: 'hired', ar: 'تم التعاقد' },
  'On The Way': { en: 'on the way', ar: 'في الطريق' },
  Completed: { en: 'completed', ar: 'مكتمل' },
  Disputed: { en: 'in dispute', ar: 'محل نزاع' },
  Cancelled: { en: 'cancelled', ar: 'ملغى' },
}

const TITLES: Partial<Record<JobStatus, Readonly<Record<Locale, (context: TemplateContext) => string>>>> = {
  Hired: {
    en: ({ craftsman }) => `${craftsman} is hired`,
    ar: ({ craftsman }) => `تم التعاقد مع ${craftsman}`,
  },
  'On The Way': {
    en: ({ craftsman }) => `${craftsman} is on the way`,
    ar: ({ craftsman }) => `${craftsman} في الطريق`,
  },
  Completed: { en: () => 'The work is completed', ar: () => 'تم إنجاز العمل' },
  Disputed: { en: () => 'A dispute was opened', ar: () => 'تم فتح نزاع' },
  Cancelled: { en: () => 'The job was cancelled', ar: () => 'تم إلغاء الطلب' },
}

/** The text of a notification of a new status, in one language. */
export function statusTemplates(to: string, context: TemplateContext, locale: Locale): LocalizedText {
  const status = to as JobStatus
  const statusName = STATUS[status][locale]
  const title = TITLES[status]?.[locale](context)
  if (locale === 'ar')
    return { title: title ?? 'تغيرت حالة الطلب', message: `«${context.title}» الآن: ${statusName}` }
  return {
    title: title ?? 'The status of your job changed',
    message: `“${context.title}” is now ${statusName}`,
  }
}
