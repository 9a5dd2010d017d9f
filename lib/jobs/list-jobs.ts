import { fail } from '#lib/errors/app-error.ts'
import { cellsWithin, distanceBetween, type NearCell } from '#lib/jobs/cells.ts'
import type { JobSearch } from '#lib/jobs/job.schemas.ts'
import { type JobWithPeople, toJobView } from '#lib/jobs/job.view.ts'
import { type JobList, jobListOf, type JobSort, narrowingsOf, walkOf } from '#lib/jobs/job-list.ts'
import { withOriginals } from '#lib/jobs/originals-of-jobs.ts'
import { readByAtlas } from '#lib/jobs/read-by-atlas.ts'
import { readJobs } from '#lib/jobs/read-jobs.ts'
import { readMatching } from '#lib/jobs/read-matching.ts'
import { readNearest } from '#lib/jobs/read-nearest.ts'
import { readNarrowed } from '#lib/lists/read-narrowed.ts'
import { type Page, pageOf, paginationOf, readPage } from '#lib/lists/read-page.ts'
import { Job } from '#lib/model/job.model.ts'
import { inArabic } from '#lib/platform/in-arabic.ts'
import type { Locale } from '#lib/platform/locale.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { categoryNamed } from '#lib/services/service-name.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/**
 * List jobs: craftsmen browse the open ones, and everybody finds their own.
 * 1. without `mine` and `status`, the open jobs; with a status that is not open, only the caller's own (staff: all)
 * 2. filters: service (in any case of letters), place and radius, budget, words. A radius over the settings' largest is refused
 *    (VALIDATION_FAILED)
 * 3. each order is that of an index. What the index does not answer is looked up in a bounded number of jobs: a page
 *    may be short, and its cursor goes on (lib/lists/read-narrowed.ts). With JOB_SEARCH=atlas, words are found by Atlas
 *    Search (lib/jobs/read-by-atlas.ts)
 * 4. by `match` a craftsman sees the open jobs that fit them best, each with its score and the reasons
 */
export async function listJobs(asked: JobSearch, principal: Principal, locale: Locale = 'en') {
  const search = { ...asked, category: await categoryNamed(asked.category) }
  const { near, sort } = search
  if (sort === 'match') {
    const page = await readMatching(search, jobListOf(search, principal), principal, locale)
    return pageOf(page, (job) => toJobView(job, principal))
  }
  const cells = near ? cellsWithin(near, await radiusOf(search)) : null
  const { items, pagination } = await readList(search, jobListOf(search, principal), cells)
  const jobs = await withOriginals(near ? items.map(withDistanceFrom(near)) : items, principal)
  return pageOf({ items: jobs, pagination }, (job) => toJobView(job, principal))
}

async function radiusOf({ radiusKm }: JobSearch): Promise<number> {
  const { searchRadiusKm, maxSearchRadiusKm } = await currentSettings()
  if ((radiusKm ?? 0) <= maxSearchRadiusKm) return radiusKm ?? Math.min(searchRadiusKm, maxSearchRadiusKm)
  const message = {
    en: `Must be at most ${maxSearchRadiusKm}`,
    ar: `يجب ألا يزيد عن ${inArabic(maxSearchRadiusKm, { most: 3 })}`,
  }
  throw fail('VALIDATION_FAILED', { errors: [{ path: 'radiusKm', message }] })
}

const withDistanceFrom =
  (near: readonly [number, number]) =>
  (job: JobWithPeople): JobWithPeople => ({ ...job, distance: distanceBetween(near, job.area.coordinates) })

async function readList(
  search: JobSearch,
  list: JobList,
  cells: readonly NearCell[] | null,
): Promise<Page<JobWithPeople>> {
  const { sort: asked } = search
  const sort = asked === undefined || asked === 'match' ? (cells ? 'nearest' : 'newest') : asked
  if (search.q !== undefined && list.words.length === 0) return nothing(search)
  if (sort === 'nearest') return readNearest(search, list, cells ?? [])
  return readAlong(search, list, { sort, cells })
}

/** A search for what has no letter and no digit finds nothing. */
const nothing = (search: JobSearch): Page<JobWithPeople> => ({
  items: [],
  pagination: paginationOf({ order: {}, search }, { counted: 0, isCapped: false, next: null }),
})

async function readAlong(
  search: JobSearch,
  list: JobList,
  { sort, cells }: { sort: JobSort; cells: readonly NearCell[] | null },
): Promise<Page<JobWithPeople>> {
  const byAtlas = cells ? null : await readByAtlas(search, list, sort)
  if (byAtlas) return byAtlas
  const near = cells && { cell: { $in: cells.map(({ cell }) => cell) } }
  const { conditions, ...walk } = walkOf(list, sort, near ?? {})
  const query = { ...walk, model: Job, search, isBrowsed: !list.isOwn, read: readJobs }
  return Object.keys(conditions).length === 0 && !walk.alsoIn
    ? readPage<JobWithPeople>(query)
    : readNarrowed<JobWithPeople>({ ...query, conditions, narrowings: narrowingsOf(list, near) })
}
