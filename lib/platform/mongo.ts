import mongoose, { type ClientSession, type ConnectOptions } from 'mongoose'
import { config } from '#lib/platform/config.ts'
import type { Id } from '#lib/platform/ids.ts'

/** Marks a filter as written by us: `sanitizeFilter` refuses every other query operator. */
export const trusted = mongoose.trusted

/** The stored form of an id: aggregations do not cast, so they are given this. */
export const objectId = (id: Id<string>): mongoose.Types.ObjectId => new mongoose.Types.ObjectId(id)

mongoose.set('sanitizeFilter', true)
mongoose.set('strictQuery', 'throw') // an unknown field in a filter is our mistake, never "match everything"
mongoose.set('autoIndex', false) // indexes are a step of deploying (infra/local/build-indexes.ts)
mongoose.set('autoCreate', false)
mongoose.set('maxTimeMS', 10_000) // no query outlives the request that asked for it

const options: ConnectOptions = {
  // a Lambda serves one request at a time, and Atlas counts connections; one machine serves many at once
  maxPoolSize: process.env.AWS_LAMBDA_FUNCTION_NAME ? 5 : 50,
  minPoolSize: 0,
  maxIdleTimeMS: 60_000,
  serverSelectionTimeoutMS: 4_000,
  connectTimeoutMS: 3_000,
  bufferCommands: false,
  retryWrites: true,
  w: 'majority',
  ...(process.env.AWS_LAMBDA_FUNCTION_NAME && { appName: process.env.AWS_LAMBDA_FUNCTION_NAME }),
}

let connecting: Promise<typeof mongoose> | undefined

/**
 * The shared connection of this process, begun once; a failed attempt is forgotten, so the next request
 * tries anew. `more` is for whoever begins it: tests watch the commands.
 */
export function connectMongo(more: ConnectOptions = {}): Promise<typeof mongoose> {
  connecting ??= config('mongo')
    .then(({ MONGODB_URI }) => mongoose.connect(MONGODB_URI, { ...options, ...more }))
    .catch((error: unknown) => {
      connecting = undefined
      throw error
    })
  return connecting
}

export async function disconnectMongo(): Promise<void> {
  connecting = undefined
  await mongoose.disconnect()
}

/** How long one transaction may go on trying before the request gives up, in ms (Lambda ends at 30 s). */
const TRANSACTION_DEADLINE = 15_000

/**
 * Runs `work` in one transaction: all of it is stored, or nothing. It may run more than once (two
 * transactions that touch the same document: one starts again), so it does nothing but database work
 * with this session: no HTTP, no queue.
 */
export async function inTransaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
  await connectMongo()
  const session = await mongoose.startSession()
  const attempt = () => {
    whatFollows.set(session, new Map()) // what an attempt that starts again had asked for is void
    return work(session)
  }
  let outcome: T
  try {
    outcome = await session.withTransaction(attempt, {
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority' },
      timeoutMS: TRANSACTION_DEADLINE,
    })
  } finally {
    await session.endSession()
  }
  for (const [follow, items] of whatFollows.get(session) ?? []) await follow(items)
  return outcome
}

type Follow<T> = (items: readonly T[]) => Promise<void>

// `afterCommit` puts items beside the function that takes them: the one place where the two meet
const whatFollows = new WeakMap<ClientSession, Map<Follow<never>, never[]>>()

/**
 * Has `follow` called once, after the commit of this session's transaction, with all items that were given
 * for it; never where nothing is committed. It does not throw: what it follows is stored already.
 */
export function afterCommit<T>(session: ClientSession, follow: Follow<T>, item: T): void {
  const own = whatFollows.get(session)
  if (!own) return // a session of somebody else's: nobody says when it commits
  const items = own.get(follow) ?? []
  items.push(item as never)
  own.set(follow, items)
}

/** Whether an error says that a unique index already has this value; `key` narrows it to one index key. */
export function isDuplicate(error: unknown, key?: string): boolean {
  if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== 11000) return false
  const pattern = error.keyPattern as Record<string, unknown> | undefined
  return key === undefined || (pattern !== undefined && key in pattern)
}

/** Whether a value got as far as a query and could not be cast there. */
export const isCastError = (error: unknown): boolean => error instanceof mongoose.Error.CastError
