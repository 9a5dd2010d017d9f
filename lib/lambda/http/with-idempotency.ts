import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Types } from 'mongoose'
import { AppError, fail } from '#lib/errors/app-error.ts'
import { ERRORS } from '#lib/errors/codes.ts'
import { peopleIn } from '#lib/idempotency/people-in.ts'
import { LeaseLostError, withAttempt } from '#lib/idempotency/save-response.ts'
import { answerSchemaOf, type Route, successOf } from '#lib/lambda/http/define-route.ts'
import { headerOf, type HttpEvent, type HttpResult } from '#lib/lambda/http/http-event.ts'
import { IDEMPOTENCY_KEY } from '#lib/lambda/http/idempotency-key.ts'
import { replayResponse } from '#lib/lambda/http/reply.ts'
import { IdempotencyKey, type IdempotencyRecord } from '#lib/model/idempotency-key.model.ts'
import { addMs, DAY, realTime, SECOND } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { isDuplicate, objectId, trusted } from '#lib/platform/mongo.ts'

/** How long a response is saved. */
const RETENTION_MS = DAY

/** A function may run for 25 s. A request that has not answered by then never will. */
const LEASE_MS = 30 * SECOND

/** How long a second request with the same key waits for the first one's response. */
const WAIT_MS = 10 * SECOND

interface IdempotentRequest {
  readonly route: Route
  readonly event: Pick<HttpEvent, 'headers' | 'pathParameters' | 'queryStringParameters'>
  readonly callerId: string
  /** The body as its route's schema read it. */
  readonly body: unknown
  /** Converts an error to its response. */
  readonly refuse: (error: AppError) => HttpResult
}

/**
 * Runs `work` at most once in 24 hours of real time for each `Idempotency-Key`:
 * 1. Without the header, `work` always runs.
 * 2. The first request with a key (of this caller, for this route) runs. Its success, or the error of the table that
 *    refused it, is saved. An unexpected error or a rate limit is not saved: the next request tries again.
 * 3. The same key and body again get the saved status and body (IDEMPOTENCY_KEY_REUSED for another body).
 * 4. If two come at once, the second waits for the first one's response (IDEMPOTENCY_KEY_BUSY with Retry-After if that
 *    takes too long). If the first one died, another request takes the key over once its lease has expired.
 * Use cases that move money save their response in their own transaction (saveResponse), so that 4 repeats nothing.
 */
export async function withIdempotency(
  request: IdempotentRequest,
  work: () => Promise<HttpResult>,
): Promise<HttpResult> {
  const key = headerOf(request.event, 'idempotency-key')
  if (key === undefined) return work()
  if (!IDEMPOTENCY_KEY.test(key)) {
    const message = 'Must be 1 to 255 visible ASCII characters'
    throw fail('VALIDATION_FAILED', { errors: [{ path: 'Idempotency-Key', message }] })
  }
  const claim = {
    id: hashOf([request.callerId, request.route.name, key]),
    caller: objectId(request.callerId as UserId),
    asked: hashOf(contentOf(request)),
    owner: randomUUID(),
  }
  const saved = await claimOrWait(claim)
  if (saved) return replayResponse(saved.status, saved.body)
  return runAttempt(request, claim, work)
}

interface Claim {
  readonly id: string
  readonly caller: Types.ObjectId
  /** A hash of the request's content. */
  readonly asked: string
  /** Identifies this attempt. */
  readonly owner: string
}

interface SavedResponse {
  readonly status: number
  readonly body: string
}

/** Claims the key and returns null; or waits for and returns the response that another request saved. */
async function claimOrWait(claim: Claim): Promise<SavedResponse | null> {
  const giveUpAt = addMs(realTime(), WAIT_MS)
  for (let pause = 20; ; pause = Math.min(pause * 2, 500)) {
    if (await tryClaim(claim)) return null
    const record = await IdempotencyKey.findById(claim.id).lean()
    const now = realTime()
    if (!record || record.expiresAt <= now) continue
    if (record.asked !== claim.asked) throw fail('IDEMPOTENCY_KEY_REUSED')
    if (hasResponse(record)) return record
    if (now >= giveUpAt) throw fail('IDEMPOTENCY_KEY_BUSY', { retryAfter: 5 })
    await sleep(pause)
  }
}

const hasResponse = (record: IdempotencyRecord): record is IdempotencyRecord & SavedResponse =>
  record.status !== undefined && record.body !== undefined

/** Claims a key in one atomic upsert if it is new or expired, or if its owner's lease expired without a response. */
async function tryClaim({ id, caller, asked, owner }: Claim): Promise<boolean> {
  const now = realTime()
  const claimable = [
    { expiresAt: trusted({ $lte: now }) },
    { asked, status: trusted({ $exists: false }), until: trusted({ $lte: now }) },
  ]
  const claim = { caller, asked, owner, until: addMs(now, LEASE_MS), expiresAt: addMs(now, RETENTION_MS) }
  try {
    await IdempotencyKey.updateOne(
      { _id: id, $or: claimable },
      { $set: claim, $unset: { status: 1, body: 1, shows: 1 } },
      { upsert: true },
    )
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

async function runAttempt(
  { route, refuse }: IdempotentRequest,
  { id, owner }: Pick<Claim, 'id' | 'owner'>,
  work: () => Promise<HttpResult>,
): Promise<HttpResult> {
  try {
    const write = async (answer: unknown) => JSON.stringify(await answerSchemaOf(route).parseAsync(answer))
    const result = await withAttempt({ id, owner, status: successOf(route), write }, work)
    await saveResult({ id, owner }, result)
    return result
  } catch (error) {
    if (error instanceof LeaseLostError) throw fail('IDEMPOTENCY_KEY_BUSY', { retryAfter: 5, cause: error })
    if (isFinalRefusal(error)) {
      const result = refuse(error)
      await saveResult({ id, owner }, result)
      return result
    }
    await IdempotencyKey.deleteOne({ _id: id, owner, status: trusted({ $exists: false }) })
    throw error
  }
}

/** Saves a response, unless the use case has already saved one in its transaction. */
async function saveResult({ id, owner }: Pick<Claim, 'id' | 'owner'>, { statusCode, body }: HttpResult) {
  await IdempotencyKey.updateOne(
    { _id: id, owner, status: trusted({ $exists: false }) },
    { $set: { status: statusCode ?? 200, body: body ?? '', ...peopleIn(body ?? '') } },
  )
}

/** Whether the same request would be refused again: the error is neither a rate limit nor our own. */
const isFinalRefusal = (error: unknown): error is AppError =>
  error instanceof AppError && ['invalid', 'forbidden', 'missing'].includes(ERRORS[error.code].kind)

/** What makes two requests the same: path, query and body. */
function contentOf({ event, body }: IdempotentRequest): unknown {
  return [sortKeys(event.pathParameters ?? {}), sortKeys(event.queryStringParameters ?? {}), sortKeys(body)]
}

const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url')

/** Sorts the keys of objects, so that the same fields in another order are the same request. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, sortKeys(field)]),
  )
}
