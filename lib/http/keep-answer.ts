import { AsyncLocalStorage } from 'node:async_hooks'
import type { ClientSession } from 'mongoose'
import { KeptAnswer } from '#lib/http/kept-answer.model.ts'

/** One attempt of a request that came with an Idempotency-Key. */
export interface Attempt {
  readonly id: string
  readonly owner: string
  /** The status of the route's success, and how its answer is written. */
  readonly status: number
  readonly write: (answer: unknown) => Promise<string>
}

/** Another attempt of the same request has taken over, so this one stores nothing. */
export class TakenOver extends Error {}

const attempts = new AsyncLocalStorage<Attempt>()

export const asAttempt = <T>(attempt: Attempt, work: () => Promise<T>): Promise<T> =>
  attempts.run(attempt, work)

/**
 * Keeps the answer of a request with an Idempotency-Key in the transaction of its effect: both are stored, or
 * neither, so that a crash between them can neither lose the answer nor double the effect. Without a key it
 * does nothing. Throws TakenOver where this attempt was given up for dead and another one works on it.
 */
export async function keepAnswer(session: ClientSession, answer: unknown): Promise<void> {
  const attempt = attempts.getStore()
  if (!attempt) return
  const { id, owner, status, write } = attempt
  const kept = { status, body: await write(answer) }
  const { matchedCount } = await KeptAnswer.updateOne({ _id: id, owner }, { $set: kept }, { session })
  if (matchedCount === 0) throw new TakenOver('another attempt of this request works on it')
}
