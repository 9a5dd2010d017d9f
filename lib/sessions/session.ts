import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { Device } from '#lib/model/device.model.ts'
import { Session, type SessionEnd } from '#lib/model/session.model.ts'
import { addMs, DAY, realTime, SECOND } from '#lib/platform/clock.ts'
import { isSealOf, sealOf } from '#lib/platform/derived-keys.ts'
import { idOf, newId, type SessionId, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { rereadSecrets } from '#lib/platform/secrets.ts'
import { LIFETIME_MS, signAccessToken } from '#lib/sessions/access-token.ts'

const REFRESH_LIFETIME_MS = 30 * DAY

/** How long a used refresh token gives the same pair again: an answer that was lost, or two tabs at once. */
const REPEAT_MS = 20 * SECOND

/** The tokens that a login returns. */
export interface Tokens {
  readonly token: string
  readonly expiresAt: string
  readonly refreshToken: string
}

/** What a login was proved with beside the password. */
export interface LoginFactors {
  readonly secondFactor?: boolean
}

/** Begins a session for a user and signs its first pair of tokens. */
export async function beginSession(
  user: UserId,
  tx?: ClientSession,
  { secondFactor }: LoginFactors = {},
): Promise<Tokens> {
  const sessionId = newId<'Session'>()
  const createdAt = realTime()
  const record = {
    _id: sessionId,
    user,
    generation: 0,
    createdAt,
    expiresAt: addMs(createdAt, REFRESH_LIFETIME_MS),
    ...(secondFactor && { secondFactor }),
  }
  await Session.create([record], tx ? { session: tx } : {})
  return issueTokens(user, sessionId, 0, createdAt)
}

/**
 * Trades a refresh token for a new pair. Each token works once: one conditional write raises the session's
 * generation, so if two requests come at once, one renews the session and the other gets the same pair. A token that
 * was used before gets that pair for REPEAT_MS. After that, or once the token in that pair was used, it counts as
 * copied, and its use ends the whole session. Throws INVALID_REFRESH_TOKEN.
 */
export async function renewSession(refreshToken: string): Promise<Tokens> {
  const { sessionId, generation } = await readRefreshToken(refreshToken)
  const now = realTime()
  const renewed = await Session.findOneAndUpdate(
    { _id: sessionId, generation, endedAt: null, expiresAt: trusted({ $gt: now }) },
    { $inc: { generation: 1 }, $set: { renewedAt: now, expiresAt: addMs(now, REFRESH_LIFETIME_MS) } },
    { projection: { user: 1 } },
  ).lean()
  if (renewed) return issueTokens(idOf<'User'>(renewed.user), sessionId, generation + 1, now)
  return repeatRenewal(sessionId, generation, now)
}

/** Gives the pair again that a renewal of this generation gave a moment ago; else ends the session. */
async function repeatRenewal(sessionId: SessionId, generation: number, now: Date): Promise<Tokens> {
  const usedBefore = addMs(now, -REPEAT_MS)
  const recent = { generation: generation + 1, renewedAt: trusted({ $gt: usedBefore }) }
  const session = await Session.findOne({ _id: sessionId, endedAt: null, ...recent }).lean()
  if (session?.renewedAt) {
    return issueTokens(idOf<'User'>(session.user), sessionId, session.generation, session.renewedAt)
  }
  await Session.updateOne(
    { _id: sessionId, endedAt: null, generation: trusted({ $gt: generation }) },
    { $set: { endedAt: now, endedBecause: 'reuse' } },
  )
  throw fail('INVALID_REFRESH_TOKEN')
}

/** The user whose session a refresh token belongs to. Throws INVALID_REFRESH_TOKEN if it is not ours or long expired. */
export async function ownerOfRefreshToken(refreshToken: string): Promise<UserId> {
  const { sessionId } = await readRefreshToken(refreshToken)
  const session = await Session.findById(sessionId, { user: 1 }).lean()
  if (!session) throw fail('INVALID_REFRESH_TOKEN')
  return idOf<'User'>(session.user)
}

/** Ends one session: requests with its access or refresh token get 401 from now on, its devices get no more pushes. */
export async function endSession(sessionId: SessionId, because: SessionEnd): Promise<void> {
  await Session.updateOne(
    { _id: sessionId, endedAt: null },
    { $set: { endedAt: realTime(), endedBecause: because } },
  )
  await Device.deleteMany({ session: sessionId })
}

/** Ends every session of a user, with its devices, `except` the one of the device that they are using. */
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
  await Device.deleteMany(
    { user, ...(except && { session: trusted({ $ne: except }) }) },
    tx ? { session: tx } : {},
  )
}

/** The pair of a generation. It depends on its arguments alone, so a repeated call makes the very same pair. */
async function issueTokens(
  user: UserId,
  sessionId: SessionId,
  generation: number,
  issuedAt: Date,
): Promise<Tokens> {
  const { token, expiresAt } = await signAccessToken(user, sessionId, LIFETIME_MS, issuedAt)
  const refreshToken = `${sessionId}.${generation}.${await signatureOf(sessionId, generation)}`
  return { token, expiresAt: expiresAt.toISOString(), refreshToken }
}

/** Signs a refresh token. The database stores only its generation, so a dump holds no valid token. */
const signatureOf = (sessionId: SessionId, generation: number): Promise<string> =>
  sealOf('refresh-token', `${sessionId}.${generation}`)

async function readRefreshToken(refreshToken: string): Promise<{ sessionId: SessionId; generation: number }> {
  const parts = /^([0-9a-f]{24})\.(0|[1-9]\d{0,8})\.([\w-]{43})$/.exec(refreshToken)
  const [, sessionId = '', generation = '', signature = ''] = parts ?? []
  const isGenuine = () => isSealOf('refresh-token', `${sessionId}.${generation}`, signature)
  // one that does not fit may be signed by the key that the secret has by now
  const genuine = parts !== null && ((await isGenuine()) || ((await rereadSecrets()) && (await isGenuine())))
  if (!genuine) throw fail('INVALID_REFRESH_TOKEN')
  return { sessionId: sessionId as SessionId, generation: Number(generation) }
}
