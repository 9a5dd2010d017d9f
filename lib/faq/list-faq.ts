import type * as z from 'zod'
import type { faqQuery } from '#lib/faq/faq.schemas.ts'
import { rolesOf, toFaqEntryView } from '#lib/faq/faq.view.ts'
import { allEntries, type CurrentEntry } from '#lib/faq/faq-entries.ts'
import { figureFiller } from '#lib/faq/figures.ts'
import { foldQuestion } from '#lib/faq/fold-question.ts'
import { pageOfEntries } from '#lib/faq/page-of-entries.ts'
import type { Locale } from '#lib/platform/locale.ts'

/**
 * List the entries of the FAQ, in the language that is asked for, with the figures of the settings.
 * 1. hidden entries are left out; `role` leaves out those that are for the other role alone
 * 2. `q` finds entries with all its words, in question or answer of either language, however they are spelled; those
 *    with them in the question come first
 */
export async function listFaq(query: z.output<typeof faqQuery>, locale: Locale) {
  const { role, q } = query
  const [all, fill] = await Promise.all([allEntries(), figureFiller(locale)])
  const open = all.filter((entry) => !entry.hidden && (!role || rolesOf(entry).includes(role)))
  return pageOfEntries(q ? entriesWith(q, open) : open, query, (entry) => toFaqEntryView(entry, locale, fill))
}

export function entriesWith(q: string, entries: readonly CurrentEntry[]): readonly CurrentEntry[] {
  const words = foldQuestion(q)
    .split(' ')
    .filter((word) => word !== '')
  const hasAll = (text: string): boolean => words.every((word) => text.includes(word))
  const found = entries.flatMap((entry) => {
    const question = foldQuestion(`${entry.id} ${entry.question.en} ${entry.question.ar}`)
    if (hasAll(question)) return [{ entry, place: 0 }]
    return hasAll(`${question} ${foldQuestion(`${entry.answer.en} ${entry.answer.ar}`)}`)
      ? [{ entry, place: 1 }]
      : []
  })
  return found.toSorted((one, other) => one.place - other.place).map(({ entry }) => entry)
}
