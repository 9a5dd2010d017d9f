import { AsyncLocalStorage } from 'node:async_hooks'
import type { ClientSession } from 'mongoose'
import { peopleIn } from '#lib/idempotency/people-in.ts'
import { IdempotencyKey } from '#lib/model/idempotency-key.model.ts'

/** One attempt at a request with an Idempotency-Key. */
export interface Attempt {
  readonly id: string
  readonly owner: string
  /** The status of the route's success, and the function that serializes its response. */
  readonly status: number
  readonly write: (response: unknown) => Promise<string>
}

/** This attempt lost its lease to another attempt at the same request, so it stores nothing. */
export class LeaseLostError extends Error {}

const attempts = new AsyncLocalStorage<Attempt>()

/** Runs `work` as this attempt, so that `saveResponse` can find it. */
export const withAttempt = <T>(attempt: Attempt, work: () => Promise<T>): Promise<T> =>
  attempts.run(attempt, work)

/** Lets a use case save the response of what it runs, which saves none itself then. */
export function withOwnResponse<T>(work: (save: typeof saveResponse) => Promise<T>): Promise<T> {
  const outside = AsyncLocalStorage.snapshot()
  return attempts.exit(() => work((tx, response) => outside(() => saveResponse(tx, response))))
}

/**
 * Saves the response to a request with an Idempotency-Key in the transaction of its effect. Both are stored, or
 * neither, so that a crash can neither lose the response nor repeat the effect. Without a key it does nothing.
 * Throws LeaseLostError if the lease of this attempt expired and another attempt has acquired it.
 */
export async function saveResponse(tx: ClientSession, response: unknown): Promise<void> {
  const attempt = attempts.getStore()
  if (!attempt) return
  const { id, owner, status, write } = attempt
  const body = await write(response)
  const saved = { status, body, ...peopleIn(body) }
  const { matchedCount } = await IdempotencyKey.updateOne(
    { _id: id, owner },
    { $set: saved },
    { session: tx },
  )
  if (matchedCount === 0) throw new LeaseLostError('another attempt at this request has acquired the lease')
}
