import type { ClientSession, mongo } from 'mongoose'
import type { CellNames } from '#lib/analytics/cell-names.ts'
import type { CellChange, CellChanges } from '#lib/analytics/cells.ts'
import { AnalyticsCell, type AnalyticsCellRecord } from '#lib/model/analytics-cell.model.ts'
import { duplicatesIn } from '#lib/platform/mongo.ts'
import { rawCollection } from '#lib/platform/raw-collection.ts'
import { inPages, sideBySide } from '#lib/platform/side-by-side.ts'

const PER_WRITE = 1_000
const WRITES_AT_ONCE = 3

type Write = mongo.AnyBulkWriteOperation<AnalyticsCellRecord>
type Update = mongo.UpdateFilter<AnalyticsCellRecord>

/** Adds to cells, whether they exist or not. What many write is written first, so that two at once notice it before they did anything. */
export async function addToCells(changes: CellChanges, generation: number, tx: ClientSession): Promise<void> {
  const cells = [...changes.takeAll()].sort((a, b) => order(a) - order(b))
  await add(cells, changes.names, generation, tx)
}

async function add(
  cells: readonly CellChange[],
  names: CellNames,
  generation: number,
  tx: ClientSession | null,
): Promise<void> {
  const writes = cells.filter(({ sums }) => sums.size > 0).map((cell) => writeOf(cell, names, generation))
  for (let from = 0; from < writes.length; from += PER_WRITE) {
    await rawCollection<AnalyticsCellRecord>(AnalyticsCell).bulkWrite(writes.slice(from, from + PER_WRITE), {
      ordered: tx !== null,
      ...(tx && { session: tx }),
    })
  }
}

/** Reports expect counts in every cell, also where those of its entries come to zero. */
function writeOf({ key, place, sums }: CellChange, names: CellNames, generation: number): Write {
  const $inc = names.byPath(sums)
  const hasCounts = [...$inc.keys()].some((path) => path.startsWith('counts.'))
  const $setOnInsert = { generation, ...place, ...(!hasCounts && { counts: {} }) }
  const update: object = { $inc, $setOnInsert } // the driver stores a Map as a document; its types do not know
  return { updateOne: { filter: { _id: `${generation}:${key}` }, update: update as Update, upsert: true } }
}

/** Inserts cells of a generation that nobody else writes, which is far quicker. Those that exist are added to. */
export async function insertCells(
  cells: Iterable<CellChange>,
  names: CellNames,
  generation: number,
): Promise<void> {
  await sideBySide(inPages(cells, PER_WRITE), WRITES_AT_ONCE, async (page) => {
    // their counts are Maps, as above
    const records: object[] = page.map(({ key, place, sums }) => ({
      _id: `${generation}:${key}`,
      generation,
      ...place,
      counts: {},
      ...names.nested(sums),
    }))
    try {
      await rawCollection<AnalyticsCellRecord>(AnalyticsCell).insertMany(records as AnalyticsCellRecord[], {
        ordered: false,
      })
    } catch (error) {
      const existing = duplicatesIn(error)
      await add(
        page.filter((_, place) => existing.has(place)),
        names,
        generation,
        null,
      )
    }
  })
}

const order = ({ place }: CellChange): number => place.level.length % 3 // all, c and g, cg
