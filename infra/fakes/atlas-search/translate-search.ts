/** A document of BSON, with the driver's types in it. */
export type Doc = Record<string, unknown>

/** An index of Atlas Search: its name, and the types under which it has each field. */
export interface SearchIndex {
  readonly name: string
  readonly definition: {
    readonly mappings: { readonly fields: Readonly<Record<string, FieldMapping | readonly FieldMapping[]>> }
  }
}

interface FieldMapping {
  readonly type: string
}

/** Atlas refuses a search for which its index does not have a field as the search needs it. */
export class RefusedSearchError extends Error {}

/** The first stage of a pipeline, where it is one of Atlas Search. */
interface SearchStage {
  readonly index: string
  readonly compound: { readonly filter: readonly Doc[] }
  readonly sort?: Doc
  readonly count?: { readonly threshold: unknown }
}

interface Indexed {
  readonly indexes: readonly SearchIndex[]
  /** Fields of which the index still has something else: what they are now does not matter to it. */
  readonly outdated: ReadonlySet<string>
}

/**
 * The same pipeline for a database without Atlas Search: its first stage is a filter and an order instead. As in Atlas, an
 * index that does not exist finds nothing, and a field that the index does not have as it is needed is an error.
 */
export function translateSearch(pipeline: readonly Doc[], { indexes, outdated }: Indexed): Doc[] {
  const [first = {}, ...rest] = pipeline
  const stage = (first.$search ?? first.$searchMeta) as SearchStage
  const index = indexes.find(({ name }) => name === stage.index)
  const filters = index ? stage.compound.filter.map((clause) => filterOf(clause, index)) : [{ $expr: false }]
  const match = { $and: filters.filter((filter) => !outdated.has(Object.keys(filter)[0] ?? '')) }
  if (first.$searchMeta) return [{ $match: match }, ...counting(stage), ...rest]
  for (const path of Object.keys(stage.sort ?? {})) if (index) requireType(index, path, VALUES)
  return [{ $match: match }, ...(stage.sort ? [{ $sort: stage.sort }] : []), ...rest]
}

/** The types by which documents are found by a value, and put in order; and those of which there are ranges. */
const VALUES = ['boolean', 'date', 'number', 'objectId', 'uuid', 'token']
const RANGED = ['date', 'number', 'token']

const counting = ({ count }: SearchStage): Doc[] => [
  { $limit: count?.threshold ?? 1_000 },
  { $facet: { all: [{ $count: 'n' }] } },
  { $project: { count: { lowerBound: { $ifNull: [{ $first: '$all.n' }, 0] } } } },
]

function filterOf(clause: Doc, index: SearchIndex): Doc {
  const [[operator = '', given] = []] = Object.entries(clause)
  const { path, value, query, ...bounds } = given as Doc & { readonly path: string }
  if (operator === 'equals') {
    requireType(index, path, VALUES)
    return { [path]: value }
  }
  if (operator === 'in') {
    requireType(index, path, VALUES)
    return { [path]: { $in: value } }
  }
  if (operator === 'range') {
    requireType(index, path, RANGED)
    return { [path]: Object.fromEntries(Object.entries(bounds).map(([name, bound]) => [`$${name}`, bound])) }
  }
  if (operator === 'wildcard') {
    requireType(index, path, ['string'])
    if (bounds.allowAnalyzedField !== true) throw new RefusedSearchError(`${path} is analyzed`)
    const pattern = String(query).replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    return { [path]: { $regex: `^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$` } }
  }
  throw new RefusedSearchError(`"${operator}" is no operator that this stand-in knows`)
}

function requireType({ name, definition }: SearchIndex, path: string, types: readonly string[]): void {
  const mappings = [definition.mappings.fields[path] ?? []].flat()
  if (mappings.some(({ type }) => types.includes(type))) return
  throw new RefusedSearchError(`Path '${path}' needs to be indexed as ${types.join(' or ')} in ${name}`)
}
