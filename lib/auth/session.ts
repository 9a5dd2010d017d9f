import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ClientSession } from 'mongoose'
import { signAccessToken } from '#lib/auth/access-token.ts'
import { keyFor } from '#lib/auth/keys.ts'
import { Session, type SessionEnd } from '#lib/auth/session.model.ts'
import { fail } from '#lib/errors/app-error.ts'
import { DAY, after, realTime } from '#lib/platform/clock.ts'
import { idOf, newId, type SessionId, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'

const REFRESH_LIFETIME = 30 * DAY

/** What a login hands out. */
export interface Tokens {
  readonly token: string
  readonly expiresAt: string
  readonly refreshToken: string
}

/** Begins a session for a user and signs its first pair of tokens. */
export async function beginSession(user: UserId, session?: ClientSession): Promise<Tokens> {
  const sessionId = newId<'Session'>()
  const createdAt = realTime()
  const record = {
    _id: sessionId,
    user,
    generation: 0,
    createdAt,
    expiresAt: after(createdAt, REFRESH_LIFETIME),
  }
  await Session.create([record], session ? { session } : {})
  return tokensOf(user, sessionId, 0)
}

/**
 * Trades a refresh token for a new pair. It works once: the session's generation moves on in one
 * conditional write, so of two that come at once one wins; and since a token of an earlier generation
 * can only come from someone who copied it, it ends the whole session. Throws INVALID_REFRESH_TOKEN.
 */
export async function renewSession(refreshToken: string): Promise<Tokens> {
  const { sessionId, generation } = await readRefreshToken(refreshToken)
  const now = realTime()
  const renewed = await Session.findOneAndUpdate(
    { _id: sessionId, generation, endedAt: null, expiresAt: trusted({ $gt: now }) },
    { $inc: { generation: 1 }, $set: { expiresAt: after(now, REFRESH_LIFETIME) } },
    { projection: { user: 1 } },
  ).lean()
  if (!renewed) {
    await Session.updateOne(
      { _id: sessionId, endedAt: null, generation: trusted({ $gt: generation }) },
      { $set: { endedAt: now, endedBecause: 'reuse' } },
    )
    throw fail('INVALID_REFRESH_TOKEN')
  }
  return tokensOf(idOf<'User'>(renewed.user), sessionId, generation + 1)
}

/** Whose session a refresh token names. Throws INVALID_REFRESH_TOKEN for one that is not ours, or long over. */
export async function ownerOfRefreshToken(refreshToken: string): Promise<UserId> {
  const { sessionId } = await readRefreshToken(refreshToken)
  const session = await Session.findById(sessionId, { user: 1 }).lean()
  if (!session) throw fail('INVALID_REFRESH_TOKEN')
  return idOf<'User'>(session.user)
}

/** Ends one session: its access and refresh tokens answer 401 from now on. */
export async function endSession(sessionId: SessionId, because: SessionEnd): Promise<void> {
  await Session.updateOne(
    { _id: sessionId, endedAt: null },
    { $set: { endedAt: realTime(), endedBecause: because } },
  )
}

/** Ends every session of a user, `except` one where he stays logged in on the device in his hand. */
export async function endSessionsOf(
  user: UserId,
  because: SessionEnd,
  { except, session }: { except?: SessionId; session?: ClientSession } = {},
): Promise<void> {
  await Session.updateMany(
    { user, endedAt: null, ...(except && { _id: trusted({ $ne: except }) }) },
    { $set: { endedAt: realTime(), endedBecause: because } },
    session ? { session } : {},
  )
}

async function tokensOf(user: UserId, sessionId: SessionId, generation: number): Promise<Tokens> {
  const { token, expiresAt } = await signAccessToken(user, sessionId)
  const refreshToken = `${sessionId}.${generation}.${await sealOf(sessionId, generation)}`
  return { token, expiresAt: expiresAt.toISOString(), refreshToken }
}

/** A refresh token proves itself: the database keeps its generation only, so that a dump holds none. */
async function sealOf(sessionId: SessionId, generation: number): Promise<string> {
  return createHmac('sha256', await keyFor('refresh-token'))
    .update(`${sessionId}.${generation}`)
    .digest('base64url')
}

async function readRefreshToken(refreshToken: string): Promise<{ sessionId: SessionId; generation: number }> {
  const parts = /^([0-9a-f]{24})\.(0|[1-9]\d{0,8})\.([\w-]{43})$/.exec(refreshToken)
  const [, sessionId = '', generation = '', seal = ''] = parts ?? []
  const expected = await sealOf(sessionId as SessionId, Number(generation))
  const genuine = parts !== null && timingSafeEqual(Buffer.from(seal), Buffer.from(expected))
  if (!genuine) throw fail('INVALID_REFRESH_TOKEN')
  return { sessionId: sessionId as SessionId, generation: Number(generation) }
}
