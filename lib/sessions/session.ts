import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { Session, type SessionEnd } from '#lib/model/session.model.ts'
import { addMs, DAY, realTime } from '#lib/platform/clock.ts'
import { derivedKeyFor } from '#lib/platform/derived-keys.ts'
import { idOf, newId, type SessionId, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { rereadSecrets } from '#lib/platform/secrets.ts'
import { signAccessToken } from '#lib/sessions/access-token.ts'

const REFRESH_LIFETIME_MS = 30 * DAY

/** The tokens that a login returns. */
export interface Tokens {
  readonly token: string
  readonly expiresAt: string
  readonly refreshToken: string
}

/** Begins a session for a user and signs its first pair of tokens. */
export async function beginSession(user: UserId, tx?: ClientSession): Promise<Tokens> {
  const sessionId = newId<'Session'>()
  const createdAt = realTime()
  const record = {
    _id: sessionId,
    user,
    generation: 0,
    createdAt,
    expiresAt: addMs(createdAt, REFRESH_LIFETIME_MS),
  }
  await Session.create([record], tx ? { session: tx } : {})
  return issueTokens(user, sessionId, 0)
}

/**
 * Trades a refresh token for a new pair. Each token works once: one conditional write raises the session's
 * generation, so if two requests come at once, one wins. A token of an earlier generation has been copied, so its
 * use ends the whole session. Throws INVALID_REFRESH_TOKEN.
 */
export async function renewSession(refreshToken: string): Promise<Tokens> {
  const { sessionId, generation } = await readRefreshToken(refreshToken)
  const now = realTime()
  const renewed = await Session.findOneAndUpdate(
    { _id: sessionId, generation, endedAt: null, expiresAt: trusted({ $gt: now }) },
    { $inc: { generation: 1 }, $set: { expiresAt: addMs(now, REFRESH_LIFETIME_MS) } },
    { projection: { user: 1 } },
  ).lean()
  if (!renewed) {
    await Session.updateOne(
      { _id: sessionId, endedAt: null, generation: trusted({ $gt: generation }) },
      { $set: { endedAt: now, endedBecause: 'reuse' } },
    )
    throw fail('INVALID_REFRESH_TOKEN')
  }
  return issueTokens(idOf<'User'>(renewed.user), sessionId, generation + 1)
}

/** The user whose session a refresh token belongs to. Throws INVALID_REFRESH_TOKEN if it is not ours or long expired. */
export async function ownerOfRefreshToken(refreshToken: string): Promise<UserId> {
  const { sessionId } = await readRefreshToken(refreshToken)
  const session = await Session.findById(sessionId, { user: 1 }).lean()
  if (!session) throw fail('INVALID_REFRESH_TOKEN')
  return idOf<'User'>(session.user)
}

/** Ends one session: requests with its access or refresh token get 401 from now on. */
export async function endSession(sessionId: SessionId, because: SessionEnd): Promise<void> {
  await Session.updateOne(
    { _id: sessionId, endedAt: null },
    { $set: { endedAt: realTime(), endedBecause: because } },
  )
}

/** Ends every session of a user, `except` the one of the device that they are using. */
export async function endSessionsOf(
  user: UserId,
  because: SessionEnd,
  { except, tx }: { except?: SessionId; tx?: ClientSession } = {},
): Promise<void> {
  await Session.updateMany(
    { user, endedAt: null, ...(except && { _id: trusted({ $ne: except }) }) },
    { $set: { endedAt: realTime(), endedBecause: because } },
    tx ? { session: tx } : {},
  )
}

async function issueTokens(user: UserId, sessionId: SessionId, generation: number): Promise<Tokens> {
  const { token, expiresAt } = await signAccessToken(user, sessionId)
  const refreshToken = `${sessionId}.${generation}.${await signatureOf(sessionId, generation)}`
  return { token, expiresAt: expiresAt.toISOString(), refreshToken }
}

/** Signs a refresh token. The database stores only its generation, so a dump holds no valid token. */
async function signatureOf(sessionId: SessionId, generation: number): Promise<string> {
  return createHmac('sha256', await derivedKeyFor('refresh-token'))
    .update(`${sessionId}.${generation}`)
    .digest('base64url')
}

async function readRefreshToken(refreshToken: string): Promise<{ sessionId: SessionId; generation: number }> {
  const parts = /^([0-9a-f]{24})\.(0|[1-9]\d{0,8})\.([\w-]{43})$/.exec(refreshToken)
  const [, sessionId = '', generation = '', signature = ''] = parts ?? []
  const isGenuine = async () => {
    const expected = await signatureOf(sessionId as SessionId, Number(generation))
    return timingSafeEqual(Buffer.from(signature), Buffer.from(expected))
  }
  // one that does not fit may be signed by the key that the secret has by now
  const genuine = parts !== null && ((await isGenuine()) || ((await rereadSecrets()) && (await isGenuine())))
  if (!genuine) throw fail('INVALID_REFRESH_TOKEN')
  return { sessionId: sessionId as SessionId, generation: Number(generation) }
}
