import { createHash } from 'node:crypto'
import mongoose, { Schema } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import type { ErrorCode } from '#lib/errors/codes.ts'
import { MINUTE, realTime } from '#lib/platform/clock.ts'
import { isDuplicate } from '#lib/platform/mongo.ts'
import { currentSettings, type LimitName } from '#lib/settings/settings.ts'

/** How often one thing happened for one subject within its present window. */
interface LimitRecord {
  _id: string
  count: number
  expiresAt: Date
}

const schema = new Schema<LimitRecord>(
  { _id: String, count: { type: Number, required: true }, expiresAt: { type: Date, required: true } },
  { collection: 'limits', versionKey: false },
)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const Limit = mongoose.model('Limit', schema)

/**
 * Counts one more of `name` for `subject` (a user's id, an address). Windows are fixed and in real time;
 * one atomic upsert a hit, so that many at once are all counted. Throws LIMIT_REACHED, or the `code` given,
 * with Retry-After.
 */
export async function spendLimit(
  name: LimitName,
  subject: string,
  code: Extract<ErrorCode, 'LIMIT_REACHED' | 'TOO_MANY_ATTEMPTS'> = 'LIMIT_REACHED',
): Promise<void> {
  const { most, minutes } = (await currentSettings()).limits[name]
  const { count, expiresAt } = await hit(name, subject, minutes)
  if (count > most) throw fail(code, { retryAfter: secondsUntil(expiresAt) })
}

/** How many seconds until the window of a subject that has reached its limit is over; 0 while it has not. */
export async function secondsBlocked(name: LimitName, subject: string): Promise<number> {
  const { most } = (await currentSettings()).limits[name]
  const record = await Limit.findById(keyOf(name, subject)).lean()
  return record && record.count >= most && record.expiresAt > realTime() ? secondsUntil(record.expiresAt) : 0
}

/** Counts one more without refusing; whoever judges asks `secondsBlocked` before. */
export async function countHit(name: LimitName, subject: string): Promise<void> {
  const { minutes } = (await currentSettings()).limits[name]
  await hit(name, subject, minutes)
}

/** Forgets what was counted: the owner proved himself. */
export async function clearLimit(name: LimitName, subject: string): Promise<void> {
  await Limit.deleteOne({ _id: keyOf(name, subject) })
}

/** Of two first hits at once one upsert may find the other's record made meanwhile: it counts there. */
const hit: typeof upsert = (...subject) =>
  upsert(...subject).catch((error: unknown) => {
    if (isDuplicate(error)) return upsert(...subject)
    throw error
  })

async function upsert(
  name: LimitName,
  subject: string,
  minutes: number,
): Promise<{ count: number; expiresAt: Date }> {
  const now = realTime()
  const fresh = { $lt: [{ $ifNull: ['$expiresAt', now] }, new Date(now.getTime() + 1)] }
  const record = await Limit.findOneAndUpdate(
    { _id: keyOf(name, subject) },
    [
      {
        $set: {
          count: { $cond: [fresh, 1, { $add: ['$count', 1] }] },
          expiresAt: { $cond: [fresh, new Date(now.getTime() + minutes * MINUTE), '$expiresAt'] },
        },
      },
    ],
    { upsert: true, returnDocument: 'after', updatePipeline: true },
  ).lean()
  return record
}

/** Addresses and names are kept as hashes, and only until their window is over. */
const keyOf = (name: LimitName, subject: string): string =>
  `${name}:${createHash('sha256').update(subject).digest('base64url')}`

const secondsUntil = (at: Date): number =>
  Math.max(1, Math.ceil((at.getTime() - realTime().getTime()) / 1000))
