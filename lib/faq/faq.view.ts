import type * as z from 'zod'
import type { adminFaqEntryView, faqEntryView } from '#lib/faq/faq.schemas.ts'
import type { CurrentEntry } from '#lib/faq/faq-entries.ts'
import type { FaqAudience } from '#lib/model/faq-audience.ts'
import type { Locale } from '#lib/platform/locale.ts'

type OpenRole = 'Client' | 'Craftsman'

const ROLES: Readonly<Record<FaqAudience, readonly OpenRole[]>> = {
  anyone: ['Client', 'Craftsman'],
  client: ['Client'],
  craftsman: ['Craftsman'],
}

export const rolesOf = (entry: Pick<CurrentEntry, 'for'>): OpenRole[] => [...ROLES[entry.for]]

export function audienceOf(roles: readonly OpenRole[]): FaqAudience {
  if (roles.includes('Client') && roles.includes('Craftsman')) return 'anyone'
  return roles.includes('Client') ? 'client' : 'craftsman'
}

/** An entry for its readers, in their language and with its figures. */
export const toFaqEntryView = (
  entry: CurrentEntry,
  locale: Locale,
  fill: (text: string) => string,
): z.input<typeof faqEntryView> => ({
  id: entry.id,
  question: entry.question[locale],
  answer: fill(entry.answer[locale]),
  roles: rolesOf(entry),
  updatedAt: entry.updatedAt.toISOString(),
})

/** An entry for staff, as it is stored. */
export const toAdminFaqEntryView = (entry: CurrentEntry): z.input<typeof adminFaqEntryView> => ({
  id: entry.id,
  question: entry.question,
  answer: entry.answer,
  roles: rolesOf(entry),
  links: [...entry.links],
  examples: [...entry.examples],
  hidden: entry.hidden,
  delivered: entry.isDelivered,
  updatedAt: entry.updatedAt.toISOString(),
})
