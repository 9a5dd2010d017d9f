import type { NearCell } from '#lib/jobs/cells.ts'
import type { JobSearch } from '#lib/jobs/job.schemas.ts'
import type { JobWithPeople } from '#lib/jobs/job.view.ts'
import { type JobList, narrowingsOf } from '#lib/jobs/job-list.ts'
import {
  type CellCount,
  countEach,
  inCells,
  MOST_IN_A_STEP,
  type NearScan,
  NEWEST,
  scanCells,
  type Scanned,
} from '#lib/jobs/near-scan.ts'
import { readJobs } from '#lib/jobs/read-jobs.ts'
import { allOf, compareAlong, type Order, sectionOf, valuesOf } from '#lib/lists/order.ts'
import { cut, narrowestOf, type Narrowing } from '#lib/lists/read-narrowed.ts'
import { along, badCursor, type Page, pageNumber, paginationOf, placeOf } from '#lib/lists/read-page.ts'
import { Job, type JobRecord } from '#lib/model/job.model.ts'
import { JOB_INDEXES } from '#lib/model/job-indexes.ts'
import { MAX_DEPTH } from '#lib/platform/paging.ts'

/** Nearest first; of those in one cell, which are equally far, the newest. */
const NEAREST = { distance: 1, cell: 1, createdAt: -1, _id: -1 } as const satisfies Order

type Placed<T> = T & { readonly distance: number }
type Key = Placed<Pick<JobRecord, '_id' | 'cell' | 'createdAt'>>

/**
 * Reads a page of the nearest jobs. The cells around the point are read nearest first, until the page is full:
 * 1. how many jobs each of the next cells has, by keys of the index alone, and then those on the page
 * 2. words and whose a job is are not in that index. If one of these conditions has few candidates, they are read whole
 *    and put in order here; otherwise a page examines a bounded number of jobs, as in lib/lists/read-narrowed.ts
 * Throws VALIDATION_FAILED for a cursor of another list.
 */
export async function readNearest(
  search: JobSearch,
  list: JobList,
  cells: readonly NearCell[],
): Promise<Page<JobWithPeople>> {
  const { $or, ...inStatus } = list.scope
  const owner = $or ? [{ $or }] : []
  const scan: NearScan = {
    cells,
    keys: allOf([inStatus, list.category, list.budget]),
    rest: allOf([...owner, ...list.words.map(({ all }) => all)]),
  }
  if (Object.keys(scan.rest).length > 0) {
    const narrowings = narrowingsOf(list, inCells(cells))
    const narrowest = await narrowestOf({ model: Job, narrowings })
    if (narrowest) return readCandidates(search, { list, scan, narrowest })
  }
  return walkCells(search, list, scan)
}

const distances = (cells: readonly NearCell[]) => new Map(cells.map(({ cell, distance }) => [cell, distance]))

interface Candidates {
  readonly list: JobList
  readonly scan: NearScan
  readonly narrowest: Narrowing
}

async function readCandidates(
  search: JobSearch,
  { list, scan: { cells, keys, rest }, narrowest: { filter, index } }: Candidates,
): Promise<Page<JobWithPeople>> {
  const distanceOf = distances(cells)
  const found = await Job.aggregate<Key>([
    { $match: allOf([filter, inCells(cells), keys, rest]) },
    { $project: { cell: 1, createdAt: 1 } },
  ]).option(along(index))
  const ordered = found
    .map((key) => ({ ...key, distance: distanceOf.get(key.cell) ?? 0 }))
    .toSorted((a, b) => compareAlong(NEAREST, a, b))
  const { onPage, isMore } = cut(ordered, { model: Job, order: NEAREST, search })
  const ids = onPage.map(({ _id }) => _id)
  const match = allOf([{ _id: { $in: ids } }, inCells(cells), keys, rest])
  const jobs = ids.length === 0 ? [] : await readJobs([{ $match: match }], { _id: 1 })
  const last = onPage.at(-1)
  const next = last && isMore && !list.isOwn ? valuesOf(NEAREST, last) : null
  return {
    items: inOrder(jobs, distanceOf),
    pagination: paginationOf({ order: NEAREST, search }, { counted: found.length, isCapped: false, next }),
  }
}

const inOrder = (jobs: readonly JobWithPeople[], distanceOf: ReadonlyMap<number, number>) =>
  jobs
    .map((job): Placed<JobWithPeople> => ({ ...job, distance: distanceOf.get(job.cell) ?? 0 }))
    .toSorted((a, b) => compareAlong(NEAREST, a, b))

async function walkCells(search: JobSearch, list: JobList, scan: NearScan): Promise<Page<JobWithPeople>> {
  const after = startIn(search, scan.cells)
  const skip = after ? 0 : (pageNumber(search) - 1) * search.limit
  const total = await countAll(scan)
  const known = after ? null : total.scanned
  const steps = known ?? (await scanCells(scan, { need: skip + search.limit + 1, after }))
  const jobs = await readCells(scan, steps.counts, { skip, limit: search.limit })
  const items = inOrder(jobs, distances(scan.cells)).slice(0, search.limit)
  const last = items.at(-1)
  const found = sumOf(steps.counts)
  const next = found > skip + search.limit && last ? valuesOf(NEAREST, last) : placeIn(steps.stopped)
  const isCapped = total.isCapped
  return {
    items,
    pagination: paginationOf(
      { order: NEAREST, search },
      { counted: total.counted, isCapped, next: list.isOwn && !isCapped ? null : next },
    ),
  }
}

/**
 * How many there are: by keys alone up to 10,000; otherwise among those that one page may examine. Where these are all
 * that a page from the beginning can show, the cells that they are in are known too.
 */
async function countAll(
  scan: NearScan,
): Promise<{ counted: number; isCapped: boolean; scanned: Scanned | null }> {
  if (Object.keys(scan.rest).length > 0) {
    const scanned = await scanCells(scan, { need: Infinity })
    return { counted: sumOf(scanned.counts), isCapped: scanned.stopped !== null, scanned }
  }
  const counts = await countEach(scan, { cells: scan.cells, section: {} })
  const counted = sumOf(counts)
  const isCapped = counted > MAX_DEPTH
  return { counted, isCapped, scanned: isCapped ? null : { counts, stopped: null } }
}

const sumOf = (counts: readonly CellCount[]): number => counts.reduce((sum, { count }) => sum + count, 0)

/** The place of the last job that was examined, as a cursor has it. */
const placeIn = (stopped: Scanned['stopped']) =>
  stopped && [stopped.cell.distance, stopped.cell.cell, ...stopped.key]

/** Where a page by a cursor begins: in which cell, behind which job. */
function startIn(search: JobSearch, cells: readonly NearCell[]) {
  const [distance, cell, ...key] = placeOf({ model: Job, order: NEAREST, search }) ?? []
  if (distance === undefined) return undefined
  const index = cells.findIndex((near) => near.cell === cell && near.distance === distance)
  if (index === -1) throw badCursor()
  return { index, key }
}

interface Slice {
  readonly skip: number
  readonly limit: number
}

/** Reads the jobs of a slice of the cells: cells that are on the page whole at once, the first and the last one in part. */
async function readCells(
  { keys, rest }: NearScan,
  counts: readonly CellCount[],
  { skip, limit }: Slice,
): Promise<JobWithPeople[]> {
  const whole: NearCell[] = []
  const reads: Promise<JobWithPeople[]>[] = []
  let before = 0
  for (const { cell, count, section } of counts) {
    const from = Math.max(0, skip - before)
    const to = Math.min(count, skip + limit - before)
    before += count
    if (to <= from) continue
    if (from === 0 && to === count && !section.after && !section.upTo) whole.push(cell)
    else {
      const inCell = sectionOf(allOf([inCells([cell]), keys, rest]), NEWEST, section)
      const stages = [{ $match: inCell }, { $sort: NEWEST }, ...(from > 0 ? [{ $skip: from }] : [])]
      reads.push(readJobs([...stages, { $limit: to - from }], JOB_INDEXES.nearest))
    }
  }
  if (whole.length > 0) {
    const match = allOf([inCells(whole), keys, rest])
    reads.push(readJobs([{ $match: match }, { $limit: MOST_IN_A_STEP }], JOB_INDEXES.nearest))
  }
  return (await Promise.all(reads)).flat()
}
