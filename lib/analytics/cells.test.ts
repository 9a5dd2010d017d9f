import mongoose from 'mongoose'
import { describe, expect, it } from 'vitest'
import { CellChanges } from '#lib/analytics/cells.ts'
import { addToCells, insertCells } from '#lib/analytics/write-cells.ts'
import type { Counts, Entry, EntryKind } from '#lib/model/analytics-kinds.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { randomOf } from '#lib/testing/random.ts'

aDatabase()

const random = randomOf(31)
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
const personOf = (): string =>
  Math.floor(random() * 40)
    .toString(16)
    .padStart(24, '0')

const anEntry = (): Entry => ({
  kind: pick<EntryKind>(['posted', 'done', 'ledger']),
  day: pick(['2026-10-29', '2026-10-30', '2026-10-31', '2026-11-01']),
  category: pick(['Plumbing', 'Painting', null]),
  governorate: pick(['EG-C', 'EG-ALX', null]),
  person: personOf(),
  counts: pick<Counts>([{ n: 1 }, { n: 1, 'wait~7': 1 }, { fees: -500 }, { fees: 500 }]),
})

/** Every cell of a generation, without its number. */
async function cellsOf(generation: number): Promise<Record<string, unknown>> {
  const cells = await mongoose.connection.collection('analyticsCells').find({ generation }).toArray()
  return Object.fromEntries(
    cells.map(({ _id, generation: _generation, ...cell }) => [String(_id).replace(/^\d+:/, ''), cell]),
  )
}

const written = async (changes: CellChanges, generation: number): Promise<void> => {
  await inTransaction((tx) => addToCells(changes, generation, tx))
}

describe('changes of cells', () => {
  const entries = Array.from({ length: 400 }, anEntry)
  const gathered = (some: readonly Entry[], changes = new CellChanges()): CellChanges => {
    for (const entry of some) changes.add(entry, 1)
    return changes
  }

  it('add an entry to its day and its month: of everything, of its category, of its governorate, and of both', async () => {
    const [entry] = [
      { ...anEntry(), day: '2026-10-30', category: 'Plumbing', governorate: null, counts: { n: 3 } },
    ]
    await written(gathered([entry]), 1)
    const cells = await cellsOf(1)
    const levels = ['all:*:*', 'c:Plumbing:*', 'g:*:-', 'cg:Plumbing:-']
    expect(Object.keys(cells).toSorted()).toEqual(
      ['D:2026-10-30', 'M:2026-10'].flatMap((time) => levels.map((level) => `${time}:${level}`)).toSorted(),
    )
    for (const cell of Object.values(cells))
      expect(cell).toMatchObject({ counts: { [entry.kind]: { n: 3 } } })
    expect(cells['D:2026-10-30:cg:Plumbing:-']).toMatchObject({
      persons: { [entry.kind]: { [entry.person]: 1 } },
    })
  })

  it('make the same sums whether cells are added to, inserted at once, or inserted some days at a time', async () => {
    // Prepare
    await written(gathered(entries), 10)
    // Act
    const atOnce = gathered(entries)
    await insertCells(atOnce.takeAll(), atOnce.names, 11)
    const inParts = new CellChanges()
    for (let from = 0; from < entries.length; from += 60) {
      gathered(entries.slice(from, from + 60), inParts)
      await insertCells(inParts.takeEarlierDays(), inParts.names, 12)
    }
    await insertCells(inParts.takeAll(), inParts.names, 12)
    // Assess
    const sums = await cellsOf(10)
    expect(Object.keys(sums).length).toBeGreaterThan(50)
    expect(await cellsOf(11)).toEqual(sums)
    expect(withoutZeros(await cellsOf(12))).toEqual(withoutZeros(sums))
    expect([atOnce.size, inParts.size]).toEqual([0, 0])
  })

  it('make a cell that reports can read also of entries that come to zero', async () => {
    const entry = anEntry()
    const changes = gathered([
      { ...entry, counts: { fees: 500 } },
      { ...entry, counts: { fees: -500 } },
    ])
    await written(changes, 30)
    for (const cell of Object.values(await cellsOf(30))) expect(cell).toMatchObject({ counts: {} })
  })

  it('leave nothing behind of entries that are taken back', async () => {
    await written(gathered(entries), 20)
    const back = new CellChanges()
    for (const entry of entries) back.add(entry, -1)
    await written(back, 20)
    for (const cell of Object.values(withoutZeros(await cellsOf(20)) as object))
      expect(Object.keys(cell as object).toSorted()).toEqual([
        'at',
        'category',
        'governorate',
        'grain',
        'level',
      ])
  })
})

/** What was added to and came to zero again is as good as what was never there. */
function withoutZeros(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const parts = Object.entries(value).map(([key, part]) => [key, withoutZeros(part)] as const)
  const left = parts.filter(([, part]) => part !== 0 && part !== undefined)
  return left.length > 0 ? Object.fromEntries(left) : undefined
}
