import type { EventData } from '#lib/events/catalogue.ts'
import type { TimerName } from '#lib/model/job-status.ts'
import type { LocalizedText } from '#lib/model/notification.model.ts'
import { formatInstant } from '#lib/notifications/format-instant.ts'
import { isPaidAhead } from '#lib/notifications/status-news.ts'
import type { TemplateContext } from '#lib/notifications/template-context.ts'
import type { Locale } from '#lib/platform/locale.ts'

type Side = 'client' | 'craftsman'
type DeadlineText = (context: TemplateContext, by: string) => LocalizedText
type DeadlineTexts = Readonly<Record<TimerName, Readonly<Record<Side, DeadlineText>>>>

const both = (text: DeadlineText) => ({ client: text, craftsman: text })

const EN: DeadlineTexts = {
  openJob: both(({ title }, by) => ({
    title: 'Your job expires soon',
    message: `“${title}” is closed on ${by} if nothing happens. Accept a quote, or edit the job to keep it open`,
  })),
  unpaidHire: {
    client: ({ title }, by) => ({
      title: 'Your payment is due',
      message: `Please pay for “${title}” by ${by}, or the hire ends`,
    }),
    craftsman: ({ title, client }, by) => ({
      title: 'The payment is not here yet',
      message: `The hire for “${title}” ends on ${by} if ${client} does not pay`,
    }),
  },
  idleHire: {
    client: ({ title, contract }, by) => ({
      title: 'The hire expires soon',
      message: `Nobody has set out for “${title}”. It is cancelled on ${by}${isPaidAhead(contract) ? ', and what you paid goes back in full' : ''}`,
    }),
    craftsman: ({ title }, by) => ({
      title: 'Please set out',
      message: `“${title}” is cancelled on ${by} if you do not set out`,
    }),
  },
  endlessVisit: {
    client: ({ title }, by) => ({
      title: 'Is the work done?',
      message: `The visit for “${title}” is still open. Confirm it if the work is done: on ${by} our staff look at it`,
    }),
    craftsman: ({ title }, by) => ({
      title: 'Is the work done?',
      message: `The visit for “${title}” is still open. Mark it as completed if the work is done: on ${by} our staff look at it`,
    }),
  },
  confirmation: {
    client: ({ title }, by) => ({
      title: 'Please confirm the work',
      message: `Confirm “${title}” or open a dispute by ${by}. After that it counts as confirmed`,
    }),
    craftsman: ({ title, client }, by) => ({
      title: 'The work is confirmed soon',
      message: `If ${client} does not answer, “${title}” counts as confirmed on ${by}`,
    }),
  },
}

const AR: DeadlineTexts = {
  openJob: both(({ title }, by) => ({
    title: 'طلبك على وشك الانتهاء',
    message: `يتم إغلاق «${title}» ${by} لو لم يحدث شيء. اقبل عرضًا، أو عدّل الطلب ليبقى متاحًا`,
  })),
  unpaidHire: {
    client: ({ title }, by) => ({
      title: 'في انتظار دفعتك',
      message: `من فضلك ادفع عن «${title}» قبل ${by} وإلا ينتهي الاتفاق`,
    }),
    craftsman: ({ title, client }, by) => ({
      title: 'لم يصل الدفع بعد',
      message: `ينتهي الاتفاق على «${title}» ${by} لو لم يصل الدفع من ${client}`,
    }),
  },
  idleHire: {
    client: ({ title, contract }, by) => ({
      title: 'الاتفاق على وشك الانتهاء',
      message: `لم يتحرك أحد من أجل «${title}»، ويتم إلغاؤه ${by}${isPaidAhead(contract) ? ' مع رد ما دفعته بالكامل' : ''}`,
    }),
    craftsman: ({ title }, by) => ({
      title: 'حان وقت التحرك',
      message: `يتم إلغاء «${title}» ${by} لو لم تتحرك`,
    }),
  },
  endlessVisit: {
    client: ({ title }, by) => ({
      title: 'هل انتهى الشغل؟',
      message: `زيارة «${title}» ما زالت مفتوحة. أكّد الشغل لو انتهى، وإلا تنظر فيها الإدارة ${by}`,
    }),
    craftsman: ({ title }, by) => ({
      title: 'هل انتهى الشغل؟',
      message: `زيارة «${title}» ما زالت مفتوحة. أعلن انتهاء الشغل لو انتهى، وإلا تنظر فيها الإدارة ${by}`,
    }),
  },
  confirmation: {
    client: ({ title }, by) => ({
      title: 'من فضلك أكّد الشغل',
      message: `أكّد «${title}» أو افتح نزاعًا قبل ${by}، وبعدها يُعتبر الشغل مؤكدًا`,
    }),
    craftsman: ({ title, client }, by) => ({
      title: 'تأكيد الشغل قريب',
      message: `بدون رد من ${client} يُعتبر «${title}» مؤكدًا ${by}`,
    }),
  },
}

/** What one side of a job reads when a deadline is near: what happens by itself, when, and what they can do. */
export function deadlineText(
  { timer, at }: EventData<'job.timer.nears'>,
  context: TemplateContext,
  { locale, side }: { readonly locale: Locale; readonly side: Side },
): LocalizedText {
  const by = formatInstant(new Date(at), locale)
  return (locale === 'ar' ? AR : EN)[timer as TimerName][side](context, by)
}
