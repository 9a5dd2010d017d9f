import type { NearCell } from '#lib/jobs/cells.ts'
import { allOf, type Filter, type Order, type Section, sectionOf, valuesOf } from '#lib/lists/order.ts'
import { MAX_EXAMINED } from '#lib/lists/read-narrowed.ts'
import { along, countUpTo } from '#lib/lists/read-page.ts'
import { Job, type JobRecord } from '#lib/model/job.model.ts'
import { JOB_INDEXES } from '#lib/model/job-indexes.ts'
import { type CursorValue, MAX_DEPTH } from '#lib/platform/paging.ts'

/** The order of jobs in one cell. */
export const NEWEST = { createdAt: -1, _id: -1 } as const satisfies Order

/** Which jobs are looked for in which cells. */
export interface NearScan {
  /** Nearest first. */
  readonly cells: readonly NearCell[]
  /** What the keys of the index answer, and what needs the job itself. */
  readonly keys: Filter
  readonly rest: Filter
}

export interface CellCount {
  readonly cell: NearCell
  readonly count: number
  /** Only those in this section of the cell are counted. */
  readonly section: Section
}

export interface Scanned {
  /** Cells with jobs, nearest first. */
  readonly counts: readonly CellCount[]
  /** The place up to which was examined, if it ended before there was enough. */
  readonly stopped: { readonly cell: NearCell; readonly key: readonly CursorValue[] } | null
}

interface From {
  /** How many jobs are enough. */
  readonly need: number
  readonly after?: { readonly index: number; readonly key: readonly CursorValue[] } | undefined
}

/** How many jobs are counted in one step. */
export const MOST_IN_A_STEP = MAX_DEPTH + 1

const FIRST_STEP = 8
const GROWTH = 4
const LARGEST_STEP = 8_192

export const inCells = (cells: readonly NearCell[]): Filter =>
  cells.length === 1 ? { cell: cells[0]?.cell } : { cell: { $in: cells.map(({ cell }) => cell) } }

/**
 * Counts the jobs of each cell, nearest first, until there are enough. The steps grow where cells are empty and shrink
 * where they are crowded. Where jobs have to be read for it, MAX_EXAMINED of them end the scan.
 */
export async function scanCells(scan: NearScan, { need, after }: From): Promise<Scanned> {
  const counts: CellCount[] = []
  let [next, size, found, left] = [after?.index ?? 0, after ? 1 : FIRST_STEP, 0, MAX_EXAMINED]
  while (next < scan.cells.length && found < need) {
    const cells = scan.cells.slice(next, next + size)
    const part = { cells, section: after && next === after.index ? { after: after.key } : {} }
    const { counted, examined } = await step(scan, part, left)
    if (examined > left) {
      if (cells.length === 1) return stopIn(scan, part, { left, counts, next })
      size = Math.ceil(cells.length / GROWTH)
      continue
    }
    counts.push(...counted)
    found += counted.reduce((sum, { count }) => sum + count, 0)
    left -= examined
    next += cells.length
    size = Math.min(LARGEST_STEP, Math.max(FIRST_STEP, size * GROWTH))
  }
  return { counts, stopped: null }
}

/** Cells that are counted in one step; a section is one of a single cell. */
interface Part {
  readonly cells: readonly NearCell[]
  readonly section: Section
}

/** Counts the jobs of some cells, if not more than `left` have to be examined. */
async function step(
  scan: NearScan,
  part: Part,
  left: number,
): Promise<{ counted: readonly CellCount[]; examined: number }> {
  if (Object.keys(scan.rest).length > 0) {
    const filter = sectionOf(allOf([inCells(part.cells), scan.keys]), NEWEST, part.section)
    const examined = await countUpTo({ model: Job, filter, index: JOB_INDEXES.nearest }, left + 1)
    return { examined, counted: examined > left || examined === 0 ? [] : await countEach(scan, part) }
  }
  const counted = await countEach(scan, part)
  const found = counted.reduce((sum, { count }) => sum + count, 0)
  // one cell alone may have more than pages reach; several are told apart only if all were counted
  return { counted, examined: found > MAX_DEPTH && part.cells.length > 1 ? Infinity : 0 }
}

/** Counts the jobs of each cell, 10,001 of all at most. Cells without any are left out. */
export async function countEach(scan: NearScan, { cells, section }: Part): Promise<CellCount[]> {
  const filter = sectionOf(allOf([inCells(cells), scan.keys]), NEWEST, section)
  const groups = await Job.aggregate<{ _id: number; count: number }>([
    { $match: allOf([filter, scan.rest]) },
    { $limit: MOST_IN_A_STEP },
    { $group: { _id: '$cell', count: { $sum: 1 } } },
  ]).option(along(JOB_INDEXES.nearest))
  const countOf = new Map(groups.map(({ _id, count }) => [_id, count]))
  return cells.flatMap((cell) => {
    const count = countOf.get(cell.cell)
    return count === undefined ? [] : [{ cell, count, section }]
  })
}

/** After every job of a cell. */
const LAST_KEY = [{ at: 0 }, { id: '0'.repeat(24) }] as const

/**
 * Where a scan stops that may not examine all of the next cell: before it, or within it if it is the first one, so
 * that every page gets further.
 */
async function stopIn(
  scan: NearScan,
  { cells, section }: Part,
  { left, counts, next }: { left: number; counts: readonly CellCount[]; next: number },
): Promise<Scanned> {
  const [cell] = cells
  const before = scan.cells[next - 1]
  if (left < MAX_EXAMINED && before) return { counts, stopped: { cell: before, key: LAST_KEY } }
  const filter = sectionOf(allOf([inCells(cells), scan.keys]), NEWEST, section)
  const [edge] = await Job.aggregate<Pick<JobRecord, '_id' | 'createdAt'>>([
    { $match: filter },
    { $sort: NEWEST },
    { $skip: left - 1 },
    { $limit: 1 },
    { $project: { createdAt: 1 } },
  ]).option(along(JOB_INDEXES.nearest))
  if (!edge || !cell) return { counts, stopped: null } // they have gone meanwhile
  const key = valuesOf(NEWEST, edge)
  const within = await countEach(scan, { cells, section: { ...section, upTo: key } })
  return { counts: [...counts, ...within], stopped: { cell, key } }
}
