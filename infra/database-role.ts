/** One grant of a role of the database: what may be done in which collections, in the words of Atlas. */
export interface DatabaseGrant {
  readonly action: string
  /** `null`: the database as a whole. */
  readonly collections: readonly string[] | null
}

/** What is written once: nobody changes or deletes it, not even somebody who has the functions' password. */
export const APPEND_ONLY: readonly string[] = ['activityLog', 'activitySeals', 'journals']

/** To read and to add. */
const ADDING = ['FIND', 'INSERT'] as const
/** To change what is there. */
const CHANGING = ['UPDATE', 'REMOVE'] as const
/** A journal that is posted again is refused by its key, which is told apart without looking at the rest of it. */
const WITHOUT_VALIDATION: readonly string[] = ['journals']
/** What was applied to the database (infra/ops/migrations). It has no model. */
const MIGRATIONS = 'migrations'
/** What a deployment does before new code runs: collections, their validators and indexes. */
const BUILDING = [
  'CREATE_COLLECTION',
  'COLL_MOD',
  'CREATE_INDEX',
  'DROP_INDEX',
  'LIST_INDEXES',
  'COLL_STATS',
] as const

/** The same for the index of Atlas Search, where jobs are found by it. */
const BUILDING_SEARCH = ['CREATE_SEARCH_INDEXES', 'UPDATE_SEARCH_INDEX', 'LIST_SEARCH_INDEXES'] as const
const SEARCHED: readonly string[] = ['jobs']

/**
 * The role of the functions' database user. It names each collection, since a right to the whole database would also be
 * one to the collections that are only ever added to. It may not drop a collection, and nothing outside of the database.
 */
export function grantsOf(
  collections: readonly string[],
  { usesAtlasSearch = false } = {},
): readonly DatabaseGrant[] {
  const sorted = [...collections, MIGRATIONS].toSorted()
  const changeable = sorted.filter((name) => !APPEND_ONLY.includes(name))
  return [
    ...ADDING.map((action) => ({ action, collections: sorted })),
    ...CHANGING.map((action) => ({ action, collections: changeable })),
    { action: 'BYPASS_DOCUMENT_VALIDATION', collections: WITHOUT_VALIDATION },
    ...BUILDING.map((action) => ({ action, collections: sorted })),
    ...(usesAtlasSearch ? BUILDING_SEARCH.map((action) => ({ action, collections: SEARCHED })) : []),
    { action: 'LIST_COLLECTIONS', collections: null },
  ]
}
