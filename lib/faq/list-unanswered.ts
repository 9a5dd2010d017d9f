import type * as z from 'zod'
import type { unansweredQuery } from '#lib/faq/faq.schemas.ts'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import { FaqUnanswered, type FaqUnansweredRecord } from '#lib/model/faq-unanswered.model.ts'
import { idOf } from '#lib/platform/ids.ts'

/** List what was asked and not answered, or not helpfully: every question once, what was asked most first. */
export async function listUnanswered(query: z.output<typeof unansweredQuery>) {
  const page = await readPage<FaqUnansweredRecord>({
    model: FaqUnanswered,
    filter: {},
    order: { count: -1, _id: -1 },
    search: query,
    isBrowsed: true,
    read: async (stages) => FaqUnanswered.aggregate<FaqUnansweredRecord>(stages),
  })
  return pageOf(page, ({ _id, question, locale, count, suggestions, lastAskedAt }) => ({
    id: idOf<'FaqUnanswered'>(_id),
    question,
    language: locale,
    count,
    suggestions,
    lastAskedAt: lastAskedAt.toISOString(),
  }))
}
