import type { PipelineStage } from 'mongoose'
import type * as z from 'zod'
import { fail } from '#lib/errors/app-error.ts'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import { Quote, QUOTES_OF_JOB } from '#lib/model/quote.model.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { canSeeJob } from '#lib/process/job-visibility.ts'
import { actorIn, type Principal, readJobWithContract } from '#lib/process/job-with-contract.ts'
import { withOriginalNotes } from '#lib/quotes/original-notes.ts'
import type { quoteSearch } from '#lib/quotes/quote.schemas.ts'
import { toQuoteView } from '#lib/quotes/quote.view.ts'
import { readQuotes } from '#lib/quotes/read-quotes.ts'

/**
 * List the quotes of a job, newest first. The job's client and staff see all of them, a craftsman only their own.
 * Another client sees none (JOB_NOT_YOURS, or JOB_NOT_FOUND if they cannot see the job).
 */
export async function listQuotes(jobId: JobId, search: z.output<typeof quoteSearch>, principal: Principal) {
  const { job } = await readJobWithContract(jobId)
  const actor = actorIn(job, principal)
  const seesAll = actor === 'client' || actor === 'staff'
  if (!seesAll && !(await canSeeJob(job, principal))) throw fail('JOB_NOT_FOUND')
  if (!seesAll && principal.role === 'Client') throw fail('JOB_NOT_YOURS')
  const filter = {
    job: objectId(jobId),
    ...(seesAll ? {} : { craftsman: objectId(principal.id) }),
    ...(search.status && { status: search.status }),
  }
  const index = QUOTES_OF_JOB
  const read = async (stages: PipelineStage[]) =>
    withOriginalNotes(await readQuotes(stages, index), principal)
  const order = { createdAt: -1, _id: -1 } as const
  return pageOf(await readPage({ model: Quote, filter, order, index, search, read }), toQuoteView)
}
