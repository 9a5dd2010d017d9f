import mongoose, { type ClientSession, type ConnectOptions } from 'mongoose'
import { config } from '#lib/platform/config.ts'
import type { Id } from '#lib/platform/ids.ts'
import { isDatabaseOutage } from '#lib/platform/outage.ts'
import { withFreshSecrets } from '#lib/platform/secrets.ts'

/** Marks a filter as our own. `sanitizeFilter` refuses every other query operator. */
export const trusted = mongoose.trusted

/** The stored form of an id. Aggregations need it, as they do not cast. */
export const objectId = (id: Id<string>): mongoose.Types.ObjectId => new mongoose.Types.ObjectId(id)

mongoose.set('sanitizeFilter', true)
mongoose.set('strictQuery', 'throw') // an unknown field in a filter is our own error, never "match everything"
mongoose.set('autoIndex', false) // indexes are built when we deploy (infra/ops/build-indexes.ts)
mongoose.set('autoCreate', false)
/** No query runs longer than its request. */
export const MAX_TIME_MS = 10_000
mongoose.set('maxTimeMS', MAX_TIME_MS)

const options: ConnectOptions = {
  // a Lambda handles one request at a time, and Atlas limits connections; one machine handles many requests at once
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
let address: string | undefined

/**
 * The shared connection of this process. It is opened once; after a failure the next request tries again, and if the
 * secret names another database or user by now, it is opened anew. `more` has options for the first call, for example
 * to monitor commands in tests.
 */
export async function connectMongo(more: ConnectOptions = {}): Promise<typeof mongoose> {
  if (connecting && process.env.SECRETS_ARN) await leaveOldAddress()
  connecting ??= withFreshSecrets(() => open(more), isDatabaseOutage).catch((error: unknown) => {
    connecting = undefined
    throw error
  })
  return connecting
}

async function open(more: ConnectOptions): Promise<typeof mongoose> {
  const { MONGODB_URI } = await config('mongo')
  if (address !== MONGODB_URI) await mongoose.disconnect() // what is left of an attempt with another address
  address = MONGODB_URI
  return mongoose.connect(MONGODB_URI, { ...options, ...more })
}

async function leaveOldAddress(): Promise<void> {
  const opened = connecting
  const { MONGODB_URI } = await config('mongo')
  if (MONGODB_URI === address || opened !== connecting) return
  await disconnectMongo()
}

export async function disconnectMongo(): Promise<void> {
  connecting = undefined
  await mongoose.disconnect()
}

/** How each transaction reads and is acknowledged, and how long it may be retried, in ms (Lambda ends at 30 s). */
export const TRANSACTION = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority' },
  timeoutMS: 15_000,
} as const

/**
 * Runs `work` in one transaction: everything is stored, or nothing. `work` may run more than once (if two transactions
 * write the same document, one of them is retried), so it may only use the database with this `tx`: no HTTP, no queue.
 */
export async function inTransaction<T>(work: (tx: ClientSession) => Promise<T>): Promise<T> {
  await connectMongo()
  const tx = await mongoose.startSession()
  const attempt = () => {
    hooksOf.set(tx, new Map()) // drops the hooks of an attempt that is retried
    return work(tx)
  }
  let outcome: T
  try {
    outcome = await tx.withTransaction(attempt, TRANSACTION)
  } finally {
    await tx.endSession()
  }
  for (const [hook, items] of hooksOf.get(tx) ?? []) await hook(items)
  return outcome
}

type AfterCommitHook<T> = (items: readonly T[]) => Promise<void>

// the types of a hook and of its items match because only `afterCommit` adds them
const hooksOf = new WeakMap<ClientSession, Map<AfterCommitHook<never>, never[]>>()

/**
 * Calls `hook` once after this transaction has committed, with all items that were added for it; never if the
 * transaction does not commit. A hook must not throw, as the changes are already stored.
 */
export function afterCommit<T>(tx: ClientSession, hook: AfterCommitHook<T>, item: T): void {
  const hooks = hooksOf.get(tx)
  if (!hooks) return // inTransaction did not open this session, so it is unknown when it commits
  const items = hooks.get(hook) ?? []
  items.push(item as never) // of this hook, as the map cannot say
  hooks.set(hook, items)
}

const DUPLICATE_KEY = 11000

/** Whether an error means that a unique index already contains this value; `key` limits it to one index key. */
export function isDuplicate(error: unknown, key?: string): boolean {
  if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== DUPLICATE_KEY) return false
  const pattern = error.keyPattern as Record<string, unknown> | undefined
  return key === undefined || (pattern !== undefined && key in pattern)
}

/**
 * The places of the documents of an unordered insert that were not inserted, because a unique index has their values
 * already. Any other error is thrown.
 */
export function duplicatesIn(error: unknown): ReadonlySet<number> {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error
  const errors = [error.writeErrors].flat()
  if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw error
  return new Set(errors.map(({ index }) => index))
}

/** Whether an error means that a value in a query could not be cast. */
export const isCastError = (error: unknown): boolean => error instanceof mongoose.Error.CastError
