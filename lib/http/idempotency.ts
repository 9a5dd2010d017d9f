import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, fail } from '#lib/errors/app-error.ts'
import { ERRORS } from '#lib/errors/codes.ts'
import { answerSchemaOf, successOf, type Route } from '#lib/http/define-route.ts'
import { headerOf, type HttpEvent, type HttpResult } from '#lib/http/gateway-event.ts'
import { asAttempt, TakenOver } from '#lib/http/keep-answer.ts'
import { KeptAnswer, type KeptAnswerRecord } from '#lib/http/kept-answer.model.ts'
import { replyWith } from '#lib/http/reply.ts'
import { after, DAY, realTime, SECOND } from '#lib/platform/clock.ts'
import { isDuplicate, trusted } from '#lib/platform/mongo.ts'

/** How long an answer is kept. */
const KEPT_FOR = DAY

/** A function has 25 s; whoever has not answered by then never will. */
const ALIVE_FOR = 30 * SECOND

/** How long a second request of the same key waits for the first one's answer. */
const PATIENCE = 10 * SECOND

interface Asking {
  readonly route: Route
  readonly event: Pick<HttpEvent, 'headers' | 'pathParameters' | 'queryStringParameters'>
  readonly callerId: string
  /** The body as its route's schema read it. */
  readonly body: unknown
  /** Turns a refusal into its answer. */
  readonly refuse: (error: AppError) => HttpResult
}

/**
 * Answers a request that may come with an `Idempotency-Key`, at most once in 24 hours of real time:
 * 1. without the header, `work` runs as always
 * 2. the first request of a key (of this caller, for this route) runs; its success, or the rule that refused it,
 *    is kept; an unexpected error or a limit is not: the next one tries anew
 * 3. the same key and body again: the same status and body (IDEMPOTENCY_KEY_REUSED for another body)
 * 4. two at once: the second waits for the first one's answer (IDEMPOTENCY_KEY_BUSY with Retry-After where that
 *    takes too long); a first one that died is taken over, once its time is up
 * Use cases that move money keep their answer in their own transaction (keepAnswer), so that 4 doubles nothing.
 */
export async function answerOnce(asking: Asking, work: () => Promise<HttpResult>): Promise<HttpResult> {
  const key = headerOf(asking.event, 'idempotency-key')
  if (key === undefined) return work()
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    const message = 'Must be 1 to 255 visible ASCII characters'
    throw fail('VALIDATION_FAILED', { errors: [{ path: 'Idempotency-Key', message }] })
  }
  const claim = {
    id: hashOf([asking.callerId, asking.route.name, key]),
    asked: hashOf(askedBy(asking)),
    owner: randomUUID(),
  }
  const answered = await claimOrWait(claim)
  if (answered) return replyWith(answered.status, answered.body)
  return perform(asking, claim, work)
}

interface Claim {
  readonly id: string
  readonly asked: string
  readonly owner: string
}

interface Answered {
  readonly status: number
  readonly body: string
}

/** Null: the request is ours to work on. Otherwise what was answered before. */
async function claimOrWait(claim: Claim): Promise<Answered | null> {
  const patientUntil = after(realTime(), PATIENCE)
  for (let pause = 20; ; pause = Math.min(pause * 2, 500)) {
    if (await isClaimed(claim)) return null
    const record = await KeptAnswer.findById(claim.id).lean()
    const now = realTime()
    if (!record || record.expiresAt <= now) continue
    if (record.asked !== claim.asked) throw fail('IDEMPOTENCY_KEY_REUSED')
    if (isAnswered(record)) return record
    if (now >= patientUntil) throw fail('IDEMPOTENCY_KEY_BUSY', { retryAfter: 5 })
    await sleep(pause)
  }
}

const isAnswered = (record: KeptAnswerRecord): record is KeptAnswerRecord & Answered =>
  record.status !== undefined && record.body !== undefined

/** One atomic upsert: a key that is new, whose day is over, or whose owner died without an answer is ours. */
async function isClaimed({ id, asked, owner }: Claim): Promise<boolean> {
  const now = realTime()
  const free = [
    { expiresAt: trusted({ $lte: now }) },
    { asked, status: trusted({ $exists: false }), until: trusted({ $lte: now }) },
  ]
  const mine = { asked, owner, until: after(now, ALIVE_FOR), expiresAt: after(now, KEPT_FOR) }
  try {
    await KeptAnswer.updateOne(
      { _id: id, $or: free },
      { $set: mine, $unset: { status: 1, body: 1 } },
      { upsert: true },
    )
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

async function perform(
  { route, refuse }: Asking,
  { id, owner }: Claim,
  work: () => Promise<HttpResult>,
): Promise<HttpResult> {
  try {
    const write = async (answer: unknown) => JSON.stringify(await answerSchemaOf(route).parseAsync(answer))
    const result = await asAttempt({ id, owner, status: successOf(route), write }, work)
    await keep({ id, owner }, result)
    return result
  } catch (error) {
    if (error instanceof TakenOver) throw fail('IDEMPOTENCY_KEY_BUSY', { retryAfter: 5, cause: error })
    if (isRule(error)) {
      const result = refuse(error)
      await keep({ id, owner }, result)
      return result
    }
    await KeptAnswer.deleteOne({ _id: id, owner, status: trusted({ $exists: false }) })
    throw error
  }
}

/** Only what is still without an answer: one that was kept in a transaction stays as it is. */
async function keep({ id, owner }: Pick<Claim, 'id' | 'owner'>, { statusCode, body }: HttpResult) {
  await KeptAnswer.updateOne(
    { _id: id, owner, status: trusted({ $exists: false }) },
    { $set: { status: statusCode ?? 200, body: body ?? '' } },
  )
}

/** A refusal that the same request would meet again: not a limit, not a mistake of ours. */
const isRule = (error: unknown): error is AppError =>
  error instanceof AppError && ['invalid', 'forbidden', 'missing'].includes(ERRORS[error.code].kind)

function askedBy({ event, body }: Asking): unknown {
  return [sorted(event.pathParameters ?? {}), sorted(event.queryStringParameters ?? {}), sorted(body)]
}

const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url')

/** The same fields in another order are the same request. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, sorted(field)]),
  )
}
