import type { Types } from 'mongoose'
import { IdempotencyKey } from '#lib/model/idempotency-key.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { jobsOf, peopleAt } from '#lib/privacy/acquaintances.ts'

/**
 * Deletes the saved responses of others that show a person: the last day's requests with an Idempotency-Key of those who
 * had to do with them. What was done at such a job is over (an open contract blocks the erasure), so a repeated request
 * is judged anew and refused by its state.
 */
export async function forgetResponses(userId: UserId): Promise<void> {
  const seen = new Set<string>()
  for await (const { job } of jobsOf(userId)) {
    for (const other of await peopleAt(job)) {
      if (seen.has(other.toHexString())) continue
      seen.add(other.toHexString())
      await forgetOf(other, userId)
    }
  }
}

async function forgetOf(caller: Types.ObjectId, userId: UserId): Promise<void> {
  const saved = IdempotencyKey.collection.find({ caller }, { projection: { body: 1 } })
  for await (const { _id, body } of saved) {
    if (typeof body === 'string' && body.includes(userId)) await IdempotencyKey.collection.deleteOne({ _id })
  }
}
