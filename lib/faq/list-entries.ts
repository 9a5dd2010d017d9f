import type * as z from 'zod'
import type { faqQuery } from '#lib/faq/faq.schemas.ts'
import { rolesOf, toAdminFaqEntryView } from '#lib/faq/faq.view.ts'
import { allEntries } from '#lib/faq/faq-entries.ts'
import { entriesWith } from '#lib/faq/list-faq.ts'
import { pageOfEntries } from '#lib/faq/page-of-entries.ts'

/** List every entry for staff, hidden ones too, as it is stored: in both languages and with placeholders. */
export async function listEntries(query: z.output<typeof faqQuery>) {
  const { role, q } = query
  const all = (await allEntries()).filter((entry) => !role || rolesOf(entry).includes(role))
  return pageOfEntries(q ? entriesWith(q, all) : all, query, toAdminFaqEntryView)
}
