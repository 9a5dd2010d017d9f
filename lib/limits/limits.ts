import { createHash } from 'node:crypto'
import { fail } from '#lib/errors/app-error.ts'
import type { ErrorCode } from '#lib/errors/codes.ts'
import { Limit } from '#lib/model/limit.model.ts'
import type { LimitName } from '#lib/model/settings-version.model.ts'
import { addMs, MINUTE, realTime } from '#lib/platform/clock.ts'
import { isDuplicate } from '#lib/platform/mongo.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/**
 * Counts one hit of the limit `name` for `subject` (a user's id, an address). Windows are fixed and in real time.
 * Each hit is one atomic upsert, so that hits at the same time are all counted. Throws LIMIT_REACHED, or the given
 * `code`, with Retry-After if the limit is used up.
 */
export async function spendLimit(
  name: LimitName,
  subject: string,
  code: Extract<ErrorCode, 'LIMIT_REACHED' | 'TOO_MANY_ATTEMPTS'> = 'LIMIT_REACHED',
): Promise<void> {
  const { most, minutes } = (await currentSettings()).limits[name]
  const { count, expiresAt } = await increment(limitKeyOf(name, subject), inMinutes(minutes))
  if (count > most) throw fail(code, { retryAfter: secondsUntil(expiresAt) })
}

/** The seconds until the window ends, for a subject that has reached its limit; else 0. */
export async function secondsBlocked(name: LimitName, subject: string): Promise<number> {
  const { most } = (await currentSettings()).limits[name]
  const record = await Limit.findById(limitKeyOf(name, subject)).lean()
  return record && record.count >= most && record.expiresAt > realTime() ? secondsUntil(record.expiresAt) : 0
}

/** Counts one hit without throwing; the caller checks `secondsBlocked` first. */
export async function countHit(name: LimitName, subject: string): Promise<void> {
  const { minutes } = (await currentSettings()).limits[name]
  await increment(limitKeyOf(name, subject), inMinutes(minutes))
}

/** Clears the count of a subject, for example after a successful login. */
export async function clearLimit(name: LimitName, subject: string): Promise<void> {
  await Limit.deleteOne({ _id: limitKeyOf(name, subject) })
}

/**
 * Counts one hit in the window of `key`; the first of a window makes it end at `endsAt`. If two first hits come at once, one
 * upsert may fail because the other has just made the record. It is retried.
 */
export const increment: typeof upsertHit = (...window) =>
  upsertHit(...window).catch((error: unknown) => {
    if (isDuplicate(error)) return upsertHit(...window)
    throw error
  })

async function upsertHit(key: string, endsAt: Date): Promise<{ count: number; expiresAt: Date }> {
  const now = realTime()
  const isNewWindow = { $lt: [{ $ifNull: ['$expiresAt', now] }, new Date(now.getTime() + 1)] }
  const record = await Limit.findOneAndUpdate(
    { _id: key },
    [
      {
        $set: {
          count: { $cond: [isNewWindow, 1, { $add: ['$count', 1] }] },
          expiresAt: { $cond: [isNewWindow, endsAt, '$expiresAt'] },
        },
      },
    ],
    { upsert: true, returnDocument: 'after', updatePipeline: true },
  ).lean()
  return record
}

/** Subjects are stored as hashes, and only until their window is over. */
const limitKeyOf = (name: LimitName, subject: string): string =>
  `${name}:${createHash('sha256').update(subject).digest('base64url')}`

const inMinutes = (minutes: number): Date => addMs(realTime(), minutes * MINUTE)

const secondsUntil = (at: Date): number =>
  Math.max(1, Math.ceil((at.getTime() - realTime().getTime()) / 1000))
