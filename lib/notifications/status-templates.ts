import type { EventData } from '#lib/events/catalogue.ts'
import type { LocalizedText } from '#lib/model/notification.model.ts'
import type { NewsActor, StatusTexts } from '#lib/notifications/status-news.ts'
import { STATUS_TEXTS_AR } from '#lib/notifications/status-texts.ar.ts'
import { STATUS_TEXTS_EN } from '#lib/notifications/status-texts.en.ts'
import type { TemplateContext } from '#lib/notifications/template-context.ts'
import type { Locale } from '#lib/platform/locale.ts'
import type { TransitionName } from '#lib/process/transitions.ts'

type StatusChange = EventData<'job.status.changed'>

const TEXTS: Readonly<Record<Locale, StatusTexts>> = { en: STATUS_TEXTS_EN, ar: STATUS_TEXTS_AR }

/** For a transition that has no text of its own. */
const FALLBACK: Readonly<Record<Locale, (title: string) => LocalizedText>> = {
  en: (title) => ({ title: 'Your job has changed', message: `Open “${title}” to see what is next` }),
  ar: (title) => ({ title: 'تغيرت حالة طلبك', message: `افتح «${title}» لمعرفة الخطوة التالية` }),
}

/** What one side of a job reads of its new status: what the other side or they themselves did, and what is next. */
export function statusTemplates(
  change: StatusChange,
  context: TemplateContext,
  { locale, side }: { readonly locale: Locale; readonly side: 'client' | 'craftsman' },
): LocalizedText {
  const text = TEXTS[locale][change.move as TransitionName]?.[side]
  return text ? text({ ...context, actor: actorOf(change) }) : FALLBACK[locale](context.title)
}

function actorOf({ actorId, clientId, craftsmanId }: StatusChange): NewsActor {
  if (actorId === null) return 'nobody'
  if (actorId === clientId) return 'client'
  return actorId === craftsmanId ? 'craftsman' : 'staff'
}
