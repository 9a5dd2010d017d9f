import { CellChanges } from '#lib/analytics/cells.ts'
import { SUBJECTS } from '#lib/analytics/count.ts'
import { SIDES } from '#lib/analytics/people.ts'
import { storeFacts } from '#lib/analytics/rebuild-facts.ts'
import { followPeople } from '#lib/analytics/rebuild-people.ts'
import { sumPushes } from '#lib/analytics/rebuild-pushes.ts'
import { Rebuild } from '#lib/analytics/rebuild-state.ts'
import { insertCells } from '#lib/analytics/write-cells.ts'

/**
 * Makes all facts and sums of the reports anew from the records themselves, as the next generation, beside the one that
 * reports read meanwhile:
 * 1. from now on nothing is counted but by this; what is touched waits, with its marks
 * 2. every job, account, debt and withdrawal is read, many at a time and several pages at once, then who came back, then
 *    the cohorts, then pushes
 * 3. what they add is gathered, and each cell is written once
 * 4. reports read the new generation, and the old one is deleted
 * If it dies, reports stay as they were, and others may count and rebuild again after five minutes.
 */
export async function rebuildAnalytics(
  onPage: (subjects: number) => void = () => undefined,
): Promise<number> {
  const rebuild = await Rebuild.begin(onPage)
  const cells = new CellChanges()
  for (const subject of SUBJECTS) await storeFacts(rebuild, subject, cells)
  await Promise.all(SIDES.map((side) => followPeople(rebuild, side, cells)))
  await sumPushes(rebuild, cells)
  await insertCells(cells.takeAll(), cells.names, rebuild.generation)
  await rebuild.finish()
  return rebuild.done
}
