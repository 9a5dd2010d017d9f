import type { Words } from '#lib/notifications/notification.model.ts'
import type { Story } from '#lib/notifications/story.ts'
import type { Locale } from '#lib/platform/locale.ts'
import type { JobStatus } from '#lib/jobs/process.ts'

/** What people call a status. */
const STATUS: Readonly<Record<JobStatus, Readonly<Record<Locale, string>>>> = {
  Posted: { en: 'posted', ar: 'منشور' },
  Quoted: { en: 'open for quotes again', ar: 'متاح للعروض من جديد' },
  Hired: { en: 'hired', ar: 'تم التعاقد' },
  'On The Way': { en: 'on the way', ar: 'في الطريق' },
  Completed: { en: 'completed', ar: 'مكتمل' },
  Disputed: { en: 'in dispute', ar: 'محل نزاع' },
  Cancelled: { en: 'cancelled', ar: 'ملغى' },
}

const TITLES: Partial<Record<JobStatus, Readonly<Record<Locale, (story: Story) => string>>>> = {
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

/** A change of status in words, in one language. */
export function statusWords(to: string, story: Story, locale: Locale): Words {
  const status = to as JobStatus
  const called = STATUS[status][locale]
  const title = TITLES[status]?.[locale](story)
  if (locale === 'ar')
    return { title: title ?? 'تغيرت حالة الطلب', message: `«${story.title}» الآن: ${called}` }
  return { title: title ?? 'The status of your job changed', message: `“${story.title}” is now ${called}` }
}
