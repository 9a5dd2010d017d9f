import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import mongoose from 'mongoose'
import { Job } from '#lib/model/job.model.ts'
import { JOB_SEARCH_INDEX } from '#lib/model/job-search-index.ts'
import { MINUTE, SECOND } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'

/** How long Atlas may take to read all jobs into the index. A deployment may be repeated: it goes on meanwhile. */
const BUILT_WITHIN_MS = 12 * MINUTE

/** The index of Atlas Search is not there yet, or cannot be. */
class SearchIndexError extends Error {
  override readonly name = 'SearchIndexError'
  readonly forLog: string

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.forLog = message
  }
}

interface FoundIndex {
  readonly queryable?: boolean
  readonly status?: string
  readonly latestDefinition?: unknown
}

/**
 * Makes the index of Atlas Search as it is defined, if jobs are found by it (JOB_SEARCH=atlas), and waits until it
 * answers: a search in an index that is not there finds nothing, without an error. Throws a SearchIndexError.
 */
export async function buildSearchIndex({
  pauseMs = 5 * SECOND,
  withinMs = BUILT_WITHIN_MS,
} = {}): Promise<void> {
  const { JOB_SEARCH } = await config('mongo')
  if (JOB_SEARCH !== 'atlas') return
  const { name, definition } = JOB_SEARCH_INDEX
  try {
    const existing = await findIndex()
    if (!existing) await Job.collection.createSearchIndex({ name, definition })
    else if (!isAsDefined(existing)) await Job.collection.updateSearchIndex(name, definition)
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoServerError)) throw error
    throw new SearchIndexError('This database has no Atlas Search: leave out JOB_SEARCH.', { cause: error })
  }
  const end = performance.now() + withinMs
  while (performance.now() < end) {
    const index = await findIndex()
    if (index?.status === 'FAILED')
      throw new SearchIndexError(`Atlas could not build the search index ${name}.`)
    if (index?.queryable && index.status === 'READY' && isAsDefined(index)) return
    await wait(pauseMs)
  }
  throw new SearchIndexError(`Atlas is still building the search index ${name}. Run this again later.`)
}

async function findIndex(): Promise<FoundIndex | undefined> {
  const [found] = await Job.collection.listSearchIndexes(JOB_SEARCH_INDEX.name).toArray()
  return found as FoundIndex | undefined // the driver's types have the name alone
}

/** Atlas adds what was left out, so only what we define is compared. */
const isAsDefined = ({ latestDefinition }: FoundIndex): boolean =>
  isDeepStrictEqual(partLike(JOB_SEARCH_INDEX.definition, latestDefinition), JOB_SEARCH_INDEX.definition)

function partLike(wanted: unknown, given: unknown): unknown {
  if (Array.isArray(wanted)) {
    return Array.isArray(given) && given.length === wanted.length
      ? wanted.map((item, place) => partLike(item, given[place]))
      : given
  }
  if (typeof wanted !== 'object' || wanted === null || typeof given !== 'object' || given === null)
    return given
  const fields = given as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.entries(wanted).map(([field, value]) => [field, partLike(value, fields[field])]),
  )
}
