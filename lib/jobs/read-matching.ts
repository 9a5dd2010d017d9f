import { fail } from '#lib/errors/app-error.ts'
import { cellsWithin, type NearCell } from '#lib/jobs/cells.ts'
import type { JobSearch } from '#lib/jobs/job.schemas.ts'
import type { JobWithPeople } from '#lib/jobs/job.view.ts'
import type { JobList } from '#lib/jobs/job-list.ts'
import { readJobs } from '#lib/jobs/read-jobs.ts'
import { allOf, type Filter } from '#lib/lists/order.ts'
import type { Page } from '#lib/lists/read-page.ts'
import { matchedCraftsman, matchJobs, reachKm } from '#lib/matching/match-jobs.ts'
import { relatedTradesOf } from '#lib/matching/related-trades.ts'
import { Job, type JobRecord } from '#lib/model/job.model.ts'
import { JOB_INDEXES } from '#lib/model/job-indexes.ts'
import type { Locale } from '#lib/platform/locale.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/** How many open jobs around a craftsman are put in order. */
const MAX_MATCHED = 1_000
const CELLS_IN_A_STEP = 1_000

/**
 * A page of the open jobs that fit a craftsman best, of the trades that they do, as far away as they go. Only a
 * craftsman with a place has such an order (VALIDATION_FAILED).
 */
export async function readMatching(
  search: JobSearch,
  list: JobList,
  principal: Principal,
  locale: Locale,
): Promise<Page<JobWithPeople>> {
  const refuse = (message: string) => fail('VALIDATION_FAILED', { errors: [{ path: 'sort', message }] })
  if (principal.role !== 'Craftsman' || list.isOwn) throw refuse('Only for craftsmen who browse open jobs')
  const craftsman = await matchedCraftsman(principal.id)
  if (!craftsman) throw refuse('Needs your place: set it in your profile')
  const { page = 1, limit } = search
  const filter = allOf([
    list.scope,
    list.category,
    list.category.category === undefined
      ? { category: { $in: craftsman.facts.trades.flatMap((trade) => [trade, ...relatedTradesOf(trade)]) } }
      : {},
    list.budget,
    ...list.words.map(({ all }) => all),
  ])
  const found = await nearestOf(filter, cellsWithin([...craftsman.facts.location], reachKm(craftsman)))
  const ranked = await matchJobs(
    found.map((job) => ({ ...job, location: job.area })),
    craftsman,
    locale,
  )
  const shown = ranked.slice((page - 1) * limit, page * limit)
  const people = await readJobs([{ $match: { _id: { $in: shown.map(({ _id }) => _id) } } }])
  return {
    items: shown.flatMap(({ _id, match }) => {
      const job = people.find((each) => each._id.equals(_id))
      return job ? [{ ...job, match }] : []
    }),
    pagination: { page, limit, totalPages: Math.ceil(ranked.length / limit), totalItems: ranked.length },
  }
}

/** Jobs of the nearest cells, until there are enough. Each step walks the index of cells. */
async function nearestOf(filter: Filter, cells: readonly NearCell[]): Promise<JobRecord[]> {
  const found: JobRecord[] = []
  for (let from = 0; from < cells.length && found.length < MAX_MATCHED; from += CELLS_IN_A_STEP) {
    const step = cells.slice(from, from + CELLS_IN_A_STEP).map(({ cell }) => cell)
    const within = allOf([filter, { cell: { $in: step } }])
    const options = { hint: { ...JOB_INDEXES.nearest }, limit: MAX_MATCHED - found.length }
    found.push(...(await Job.collection.find<JobRecord>(within, options).toArray()))
  }
  return found
}
