import type { JobList } from '#lib/jobs/job-list.ts'
import type { SearchedWord } from '#lib/jobs/search-text.ts'
import type { Filter } from '#lib/lists/order.ts'

/** A condition of Atlas Search, as `{ equals: { path, value } }`. */
export type SearchClause = Readonly<Record<string, object>>

/** A search in the words of Atlas Search: all of these are fulfilled, and none counts for a score. */
export const clausesOf = ({ words, scope, category, budget }: JobList): SearchClause[] => [
  ...words.flatMap(clausesOfWord),
  ...[scope, category, budget].flatMap(clausesOfFilter),
]

const clausesOfWord = ({ word, beginning }: SearchedWord): SearchClause[] => [
  { equals: { path: 'words', value: word } },
  ...(beginning ? [{ wildcard: { path: 'words', query: `${beginning}*`, allowAnalyzedField: true } }] : []),
]

/** The conditions of a query, each of which is a value, one of some values, or a range. */
const clausesOfFilter = (filter: Filter): SearchClause[] =>
  Object.entries(filter).map(([path, condition]) => clauseOf(path, condition))

function clauseOf(path: string, condition: unknown): SearchClause {
  if (typeof condition !== 'object' || condition === null) return { equals: { path, value: condition } }
  const { $in, ...bounds } = condition as { readonly $in?: readonly unknown[] }
  if ($in) return { in: { path, value: $in } }
  const named = Object.entries(bounds).map(([bound, value]) => [bound.slice(1), value]) // $gte is gte
  return { range: { path, ...Object.fromEntries(named) } }
}
