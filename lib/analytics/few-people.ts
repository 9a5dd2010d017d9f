import { type GroupSums, type Key } from '#lib/analytics/group-sums.ts'
import { filterOf, groupOf, type Scope } from '#lib/analytics/read-cells.ts'
import { AnalyticsCell, type AnalyticsCellRecord } from '#lib/model/analytics-cell.model.ts'
import type { Counts, EntryKind } from '#lib/model/analytics-kinds.ts'
import { MAX_TIME_MS } from '#lib/platform/mongo.ts'
import { rawCollection } from '#lib/platform/raw-collection.ts'

/** A figure about fewer people than this is not shown to moderators. */
export const MIN_PEOPLE = 5

/** The kinds of a group that are about fewer than five people. */
type FewOf = (key: Key | 'total') => ReadonlySet<EntryKind>

export const TOTAL = 'total'

/** No group hides anything: for admins. */
export const NOTHING_HIDDEN: FewOf = () => new Set()

/**
 * Finds what is about fewer than five people. Each cell has its entries by classes of people: five classes with an entry
 * are five people at least, and fewer than five entries are fewer people for sure. Only what lies between is counted by
 * the people themselves, in the finest cells.
 */
export async function findFew(scope: Scope, sums: GroupSums): Promise<FewOf> {
  const few = new Map<Key | 'total', Set<EntryKind>>()
  const unsure: { readonly key: Key | 'total'; readonly kind: EntryKind }[] = []
  const groups = [
    ...[...sums.groups].map(([key, group]) => [key, group] as const),
    [TOTAL, sums.total] as const,
  ]
  for (const [key, { people }] of groups) {
    const kinds = new Set<EntryKind>()
    for (const kind of scope.kinds) {
      const verdict = verdictOf(people[kind] ?? {})
      if (verdict === 'few') kinds.add(kind)
      if (verdict === 'unsure') unsure.push({ key, kind })
    }
    few.set(key, kinds)
  }
  if (unsure.length > 0) {
    const persons = await readPersons(scope, sums, unsure)
    for (const { key, kind } of unsure) {
      if ((persons.get(`${String(key)}:${kind}`)?.size ?? 0) < MIN_PEOPLE) few.get(key)?.add(kind)
    }
  }
  return (key) => few.get(key) ?? new Set(scope.kinds)
}

function verdictOf(classes: Counts): 'many' | 'few' | 'unsure' {
  const counts = Object.values(classes).filter((count) => count > 0)
  if (counts.length >= MIN_PEOPLE) return 'many'
  return counts.reduce((sum, count) => sum + count, 0) < MIN_PEOPLE ? 'few' : 'unsure'
}

interface Unsure {
  readonly key: Key | 'total'
  readonly kind: EntryKind
}

type Persons = Map<string, Set<string>>

/** The people of the groups that are unsure, from the cells of a day, a category and a governorate. */
async function readPersons(scope: Scope, sums: GroupSums, unsure: readonly Unsure[]): Promise<Persons> {
  const persons: Persons = new Map()
  const wanted = new Set(unsure.map(({ key, kind }) => `${String(key)}:${kind}`))
  const add = (key: Key, kind: EntryKind, person: string) => {
    for (const group of [`${String(key)}:${kind}`, `${TOTAL}:${kind}`]) {
      if (wanted.has(group)) persons.set(group, (persons.get(group) ?? new Set()).add(person))
    }
  }
  for (const cell of await readFinest(scope, unsure)) {
    for (const [kind, counts] of Object.entries(cell.persons ?? {})) {
      for (const [person, count] of Object.entries(counts)) {
        if (count > 0) add(groupOf(scope, cell), kind as EntryKind, person)
      }
    }
  }
  for (const { key, kind, person } of sums.livePersons) add(key, kind, person)
  return persons
}

async function readFinest(scope: Scope, unsure: readonly Unsure[]): Promise<AnalyticsCellRecord[]> {
  const { range, groupBy, generation } = scope
  const days = unsure.flatMap(({ key }) => key ?? [])
  const isByDay = groupBy === 'day' && !days.includes(TOTAL)
  const kinds = [...new Set(unsure.map(({ kind }) => kind))]
  const filter = {
    generation,
    grain: 'D' as const,
    level: 'cg' as const,
    ...filterOf(scope),
    at: isByDay ? { $in: days } : { $gte: range.from, $lt: range.to },
    $or: kinds.map((kind) => ({ [`persons.${kind}`]: { $exists: true } })),
  }
  const names = ['at', 'category', 'governorate', ...kinds.map((kind) => `persons.${kind}`)]
  return rawCollection<AnalyticsCellRecord>(AnalyticsCell)
    .find(filter, {
      projection: Object.fromEntries(names.map((name) => [name, 1])),
      hint: 'ofReport',
      batchSize: 20_000,
      maxTimeMS: MAX_TIME_MS,
    })
    .toArray()
}
