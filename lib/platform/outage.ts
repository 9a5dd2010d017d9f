/**
 * Something that we depend on cannot be reached now: a secret, a key, the database. Nothing is wrong with the request,
 * and the same one may succeed in some seconds: HTTP answers 503 with Retry-After. The message is our own words.
 */
export class OutageError extends Error {
  override readonly name: string = 'OutageError'
}

/** The driver's and mongoose's errors for a database that is away, moves to another server, or does not let us in. */
const DATABASE_ERRORS = new Set([
  'MongoClientClosedError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoNotConnectedError',
  'MongoOperationTimeoutError',
  'MongoParseError',
  'MongoPoolClearedError',
  'MongoPoolClearedOnNetworkError',
  'MongoPoolClosedError',
  'MongoServerClosedError',
  'MongoServerSelectionError',
  'MongoTopologyClosedError',
  'MongoWaitQueueTimeoutError',
  'MongooseServerSelectionError',
])

/**
 * The same as MongoDB's own codes: not reached (6, 7, 89, 9001, 262), shutting down (91, 11600, 11602), no primary now
 * (189, 10107, 13435, 13436), not let in (18, 391, and 8000, which is Atlas).
 */
const DATABASE_CODES = new Set([
  6, 7, 18, 89, 91, 189, 262, 391, 8000, 9001, 10107, 11600, 11602, 13435, 13436,
])

/** What mongoose says of a query while the connection is down. It has no class or code of its own. */
const NOT_CONNECTED = /before initial connection is complete|Connection was force closed/

/** Whether the database cannot be used now, whatever is asked of it. */
export function isDatabaseOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { name, message } = error
  if (DATABASE_ERRORS.has(name)) return true
  if (name === 'MongooseError') return NOT_CONNECTED.test(message)
  return name.startsWith('Mongo') && 'code' in error && DATABASE_CODES.has(Number(error.code))
}

/** Node's codes for a connection that is not there or breaks. The driver passes some of them on as they are. */
const NETWORK_CODES = new Set([
  ...['EAI_AGAIN', 'ECONNABORTED', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND'],
  ...['EPIPE', 'ETIMEDOUT'],
])

const isNetworkError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && NETWORK_CODES.has(String(error.code))

/** The SDK's errors for a service of AWS that is away or has no room for us now. */
const AWS_ERRORS = new Set(['DependencyTimeoutException', 'ThrottlingException', 'TimeoutError'])

function isAwsOutage(error: unknown): boolean {
  if (!(error instanceof Error) || !('$metadata' in error)) return false
  return AWS_ERRORS.has(error.name) || ('$fault' in error && error.$fault === 'server')
}

/** Whether the request failed because something that we depend on is away. */
export const isOutage = (error: unknown): boolean =>
  error instanceof OutageError || isDatabaseOutage(error) || isNetworkError(error) || isAwsOutage(error)
