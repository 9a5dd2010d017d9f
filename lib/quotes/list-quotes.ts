import type * as z from 'zod'
import { fail } from '#lib/errors/app-error.ts'
import { maySee } from '#lib/jobs/who-may-see.ts'
import { actorIn, readCase, type Asker } from '#lib/jobs/job-case.ts'
import { pageOf, skipped } from '#lib/platform/border.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { Quote } from '#lib/quotes/quote.model.ts'
import type { quoteSearch } from '#lib/quotes/quote.schemas.ts'
import { showQuote } from '#lib/quotes/quote.view.ts'
import { readQuotes } from '#lib/quotes/read-quotes.ts'

/**
 * List the quotes of a job, newest first: its client and staff see all, a craftsman his own; another
 * client none (JOB_NOT_YOURS, or JOB_NOT_FOUND where he may not know of the job).
 */
export async function listQuotes(jobId: JobId, search: z.output<typeof quoteSearch>, asker: Asker) {
  const { job } = await readCase(jobId)
  const actor = actorIn(job, asker)
  const seesAll = actor === 'client' || actor === 'staff'
  if (!seesAll && !(await maySee(job, asker))) throw fail('JOB_NOT_FOUND')
  if (!seesAll && asker.role === 'Client') throw fail('JOB_NOT_YOURS')
  const found = {
    job: objectId(jobId),
    ...(seesAll ? {} : { craftsman: objectId(asker.id) }),
    ...(search.status && { status: search.status }),
  }
  const [quotes, items] = await Promise.all([
    readQuotes([
      { $match: found },
      { $sort: { createdAt: -1, _id: -1 } },
      { $skip: skipped(search) },
      { $limit: search.limit },
    ]),
    Quote.countDocuments(found),
  ])
  return pageOf(quotes.map(showQuote), items, search)
}
