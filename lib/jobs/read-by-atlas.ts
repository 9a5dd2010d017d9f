import mongoose from 'mongoose'
import type { JobSearch } from '#lib/jobs/job.schemas.ts'
import type { JobWithPeople } from '#lib/jobs/job.view.ts'
import { type JobList, type JobSort, ORDERS } from '#lib/jobs/job-list.ts'
import { readJobs } from '#lib/jobs/read-jobs.ts'
import { clausesOf, type SearchClause } from '#lib/jobs/search-clauses.ts'
import { allOf, type Filter, fromCursorValue, type Order, sectionOf, valuesOf } from '#lib/lists/order.ts'
import { documentsOf, type Page, pageNumber, paginationOf, placeOf } from '#lib/lists/read-page.ts'
import { Job, type JobRecord } from '#lib/model/job.model.ts'
import { JOB_SEARCH_INDEX } from '#lib/model/job-search-index.ts'
import { config } from '#lib/platform/config.ts'
import { log } from '#lib/platform/logger.ts'
import { type CursorValue, MAX_DEPTH } from '#lib/platform/paging.ts'

/**
 * Reads a page of everybody's jobs that have some words by Atlas Search, where it is used (JOB_SEARCH=atlas) and the order
 * is that of posting. Null otherwise and where Atlas Search does not answer: then the index of words does. Cursors of
 * either way go on in the other. Throws VALIDATION_FAILED for a cursor of another order.
 */
export async function readByAtlas(
  search: JobSearch,
  list: JobList,
  sort: JobSort,
): Promise<Page<JobWithPeople> | null> {
  const isByPosting = sort === 'newest' || sort === 'oldest'
  if (list.words.length === 0 || list.isOwn || !isByPosting) return null
  const { JOB_SEARCH } = await config('mongo')
  if (JOB_SEARCH !== 'atlas') return null
  try {
    return await readPageByAtlas(search, list, ORDERS[sort])
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoServerError)) throw error
    log.warn('Atlas Search does not answer, the index of words does', { error })
    return null
  }
}

type Found = Pick<JobRecord, '_id' | 'createdAt'>

/**
 * 1. the index of words, statuses, services and budgets gives the ids on the page, and counts up to 10,000
 * 2. it lags behind the database by about a second, so the jobs are read with the same conditions once more: what has left
 *    the list is left out
 */
async function readPageByAtlas(search: JobSearch, list: JobList, order: Order): Promise<Page<JobWithPeople>> {
  const after = placeOf({ model: Job, order, search })
  const [found, counted] = await Promise.all([find(search, list, { order, after }), count(list)])
  const onPage = found.slice(0, search.limit)
  const last = onPage.at(-1)
  const next = last && found.length > search.limit ? valuesOf(order, last) : null
  return {
    items: await documentsOf(onPage, conditionsOf(list), readJobs),
    pagination: paginationOf({ order, search }, { counted, isCapped: counted > MAX_DEPTH, next }),
  }
}

interface Place {
  readonly order: Order
  readonly after: readonly CursorValue[] | undefined
}

/** One more than the page has says that there are more. */
function find(search: JobSearch, list: JobList, { order, after }: Place): Promise<Found[]> {
  const filter = [...clausesOf(list), ...(after ? [fromInstantOf(after, order)] : [])]
  const skipped = after ? 0 : (pageNumber(search) - 1) * search.limit
  return Job.aggregate<Found>([
    { $search: { index: JOB_SEARCH_INDEX.name, compound: { filter }, sort: { ...order } } },
    ...(after ? [{ $match: sectionOf({}, order, { after }) }] : []), // Atlas knows no range of ids
    ...(skipped > 0 ? [{ $skip: skipped }] : []),
    { $limit: search.limit + 1 },
    { $project: { createdAt: 1 } },
  ])
}

/** What was posted at the same instant as the last job of the page before, or on the other side of it. */
function fromInstantOf([instant = 0]: readonly CursorValue[], { createdAt }: Order): SearchClause {
  return { range: { path: 'createdAt', [createdAt === 1 ? 'gte' : 'lte']: fromCursorValue(instant) } }
}

async function count(list: JobList): Promise<number> {
  const [meta] = await Job.aggregate<{ readonly count: { readonly lowerBound: number } }>([
    {
      $searchMeta: {
        index: JOB_SEARCH_INDEX.name,
        compound: { filter: clausesOf(list) },
        count: { type: 'lowerBound', threshold: MAX_DEPTH + 1 },
      },
    },
  ])
  return Number(meta?.count.lowerBound ?? 0)
}

/** The conditions in the words of the database. */
const conditionsOf = ({ scope, category, budget, words }: JobList): Filter =>
  allOf([scope, category, budget, ...words.map(({ all }) => all)])
