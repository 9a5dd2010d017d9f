import type { Types } from 'mongoose'
import { NONE } from '#lib/analytics/cells.ts'
import { readFacts } from '#lib/analytics/count.ts'
import { AnalyticsCell } from '#lib/model/analytics-cell.model.ts'
import { AnalyticsFact } from '#lib/model/analytics-fact.model.ts'
import type { Entry } from '#lib/model/analytics-kinds.ts'
import { Job } from '#lib/model/job.model.ts'
import { inPages } from '#lib/platform/side-by-side.ts'

/** A generation that no rebuild reaches, which nobody reads. */
const GENERATION = 1_000_000
const PAGE_SIZE = 500
const PER_WRITE = 1_000

type Cells = Map<string, { place: object; $inc: Map<string, number> }>

/**
 * What a rebuild of the reports is compared with: the same facts of the same jobs, one page after the other, and each
 * cell that an entry is part of is added to in the database. Returns how many jobs were counted.
 */
export async function countPageByPage(jobs: number): Promise<number> {
  const cells: Cells = new Map()
  let counted = 0
  const ids = Job.find({}, { _id: 1 }).sort({ _id: 1 }).limit(jobs).lean().cursor()
  for await (const page of inPages(ids as AsyncIterable<{ _id: Types.ObjectId }>, PAGE_SIZE)) {
    const facts = await readFacts(
      'job',
      page.map(({ _id }) => _id.toHexString()),
      null,
    )
    const records = [...facts].map(([id, fact]) => ({
      _id: `${GENERATION}:job:${id}`,
      generation: GENERATION,
      ...fact,
    }))
    await AnalyticsFact.collection.insertMany(records as never, { ordered: false })
    for (const { entries } of facts.values()) for (const entry of entries) addTo(cells, entry)
    counted += page.length
  }
  await write(cells)
  return counted
}

/** An entry is part of eight cells: its day and its month, each of everything, of one of the two, and of both. */
function addTo(cells: Cells, { kind, day, category, governorate, person, counts }: Entry): void {
  const paths = Object.entries(counts).map(([name, count]): [string, number] => [
    `counts.${kind}.${name}`,
    count,
  ])
  paths.push([`people.${kind}.${parseInt(person.slice(-6), 16) % 16}`, 1])
  const [c, g] = [category ?? NONE, governorate ?? NONE]
  for (const [grain, at] of [['D', day] as const, ['M', day.slice(0, 7)] as const]) {
    for (const [level, of, where] of [
      ['all', '*', '*'] as const,
      ['c', c, '*'] as const,
      ['g', '*', g] as const,
      ['cg', c, g] as const,
    ]) {
      const key = `${grain}:${at}:${level}:${of}:${where}`
      const place = { grain, at, level, category: of, governorate: where }
      const cell = cells.get(key) ?? { place, $inc: new Map<string, number>() }
      cells.set(key, cell)
      for (const [path, count] of paths) cell.$inc.set(path, (cell.$inc.get(path) ?? 0) + count)
      if (grain === 'D' && level === 'cg') cell.$inc.set(`persons.${kind}.${person}`, 1)
    }
  }
}

async function write(cells: Cells): Promise<void> {
  const writes = [...cells].map(([key, { place, $inc }]) => ({
    updateOne: {
      filter: { _id: `${GENERATION}:${key}` },
      update: { $inc, $setOnInsert: { generation: GENERATION, ...place } },
      upsert: true,
    },
  }))
  for (let from = 0; from < writes.length; from += PER_WRITE)
    await AnalyticsCell.collection.bulkWrite(writes.slice(from, from + PER_WRITE) as never[], {
      ordered: false,
    })
}

/** Takes away what was written. */
export async function forgetPageByPage(): Promise<void> {
  await AnalyticsCell.collection.deleteMany({ generation: GENERATION })
  await AnalyticsFact.collection.deleteMany({ generation: GENERATION })
}
