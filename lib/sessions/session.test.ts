import { createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import jwt, { type SignOptions } from 'jsonwebtoken'
import { describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { Session } from '#lib/model/session.model.ts'
import { User } from '#lib/model/user.model.ts'
import { addMs, HOUR, realTime, SECOND } from '#lib/platform/clock.ts'
import { derivedKeyFor } from '#lib/platform/derived-keys.ts'
import type { SessionId } from '#lib/platform/ids.ts'
import { signAccessToken } from '#lib/sessions/access-token.ts'
import { beginSession, endSessionsOf } from '#lib/sessions/session.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient } from '#lib/testing/people.ts'

aDatabase()

const me = (token: string) => call(userRoutes.getMe, { as: { token } })
const refresh = (refreshToken: string) => call(authRoutes.refresh, { body: { refreshToken } })

const sessionIdOf = (refreshToken: string) => refreshToken.split('.')[0] ?? ''

const renewedAtOf = async (refreshToken: string) =>
  (await Session.findById(sessionIdOf(refreshToken)).lean())?.renewedAt

/** Sets the last renewal of a session back in time. The repeat counts in real time, which no test can move. */
async function secondsPass(refreshToken: string, seconds: number): Promise<void> {
  const renewedAt = addMs((await renewedAtOf(refreshToken)) ?? realTime(), -seconds * SECOND)
  await Session.updateOne({ _id: sessionIdOf(refreshToken) }, { $set: { renewedAt } })
}

describe('a session', () => {
  it('continues with a new pair of tokens', async () => {
    const { refreshToken } = await aClient()
    const second = await refresh(refreshToken)
    expect(Object.keys(second.body).sort()).toEqual(['expiresAt', 'refreshToken', 'token'])
    expect(second.body.refreshToken).not.toBe(refreshToken)
    expect((await refresh(refreshToken)).body).toEqual(second.body)
    expect((await me(second.body.token)).status).toBe(200)
    expect((await refresh(second.body.refreshToken)).status).toBe(201)
  })

  it('gives the very same pair for a refresh token that is used again within 20 s', async () => {
    // Prepare
    const { refreshToken } = await aClient()
    const first = await refresh(refreshToken)
    await secondsPass(refreshToken, 19)
    const renewedAt = await renewedAtOf(refreshToken)
    // Act
    const again = await refresh(refreshToken)
    // Assess
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.body.refreshToken).toBe(first.body.refreshToken)
    expect(Date.parse(again.body.expiresAt)).toBe((renewedAt?.getTime() ?? 0) + HOUR)
    expect(await renewedAtOf(refreshToken)).toEqual(renewedAt)
    expect((await me(again.body.token)).status).toBe(200)
  })

  it.each([
    ['20 s later', 20],
    ['an hour later', 3_600],
  ])('ends if the old refresh token is used again %s', async (_when, seconds) => {
    // Prepare
    const { refreshToken } = await aClient()
    const second = await refresh(refreshToken)
    await secondsPass(refreshToken, seconds)
    // Act
    const again = await refresh(refreshToken)
    // Assess
    expect([again.status, again.body.code]).toEqual([401, 'INVALID_REFRESH_TOKEN'])
    expect((await me(second.body.token)).status).toBe(401)
    expect((await refresh(second.body.refreshToken)).status).toBe(401)
  })

  it('ends if a refresh token is used again once its successor was used, however soon', async () => {
    const { refreshToken } = await aClient()
    const second = await refresh(refreshToken)
    const third = await refresh(second.body.refreshToken)
    expect((await refresh(refreshToken)).body.code).toBe('INVALID_REFRESH_TOKEN')
    expect((await me(third.body.token)).status).toBe(401)
    expect((await refresh(third.body.refreshToken)).status).toBe(401)
  })

  it('gives one pair to many uses of a refresh token at once, in every round, and goes on', async () => {
    let { refreshToken } = await aClient()
    for (let round = 0; round < 30; round += 1) {
      const answers = await Promise.all(Array.from({ length: 2 + (round % 4) }, () => refresh(refreshToken)))
      const pairs = new Set(answers.map(({ body }) => JSON.stringify(body)))
      expect([...new Set(answers.map(({ status }) => status))]).toEqual([201])
      expect(pairs.size).toBe(1)
      refreshToken = answers[0]?.body.refreshToken ?? ''
      expect((await me(answers[0]?.body.token ?? '')).status).toBe(200)
    }
  })

  it('gives no pair again once it has ended', async () => {
    // Prepare
    const person = await aClient()
    const second = await refresh(person.refreshToken)
    // Act
    await call(authRoutes.logout, { as: second.body })
    // Assess
    expect((await refresh(person.refreshToken)).status).toBe(401)
  })

  it('is over for good whatever order a logout and a repeated refresh come in', async () => {
    for (let round = 0; round < 20; round += 1) {
      const person = await aClient()
      const { body } = await refresh(person.refreshToken)
      const [, late] = await Promise.all([
        call(authRoutes.logout, { as: body }),
        refresh(person.refreshToken),
      ])
      if (late.status === 201) expect((await me(late.body.token)).status).toBe(401)
      expect((await refresh(body.refreshToken)).status).toBe(401)
    }
  })

  it('ends only with its own logout', async () => {
    const person = await aClient()
    const elsewhere = await beginSession(person.id)
    const { status, body } = await call(authRoutes.logout, {
      as: person,
      headers: { 'accept-language': 'ar' },
    })
    expect([status, body]).toEqual([201, { message: 'تم تسجيل الخروج' }])
    expect((await me(person.token)).status).toBe(401)
    expect((await refresh(person.refreshToken)).status).toBe(401)
    expect((await me(elsewhere.token)).status).toBe(200)
  })

  it('stops at once with a ban, for the access and the refresh token, and gives the reason', async () => {
    const person = await aClient()
    const ban = { isBanned: true, banReason: 'Fake reviews', bannedAt: realTime() }
    await User.updateOne({ _id: person.id }, { $set: ban })
    await endSessionsOf(person.id, 'ban')
    for (const { status, body } of [await me(person.token), await refresh(person.refreshToken)]) {
      expect([status, body.code]).toEqual([403, 'ACCOUNT_BLOCKED'])
      expect(body).toMatchObject({ reason: 'Fake reviews', blockedAt: ban.bannedAt.toISOString() })
    }
  })

  it('stops at once if the account is deleted or the session has expired', async () => {
    const person = await aClient()
    const other = await aClient()
    await User.updateOne({ _id: person.id }, { $set: { deletedAt: realTime() } })
    await Session.updateMany({ user: other.id }, { $set: { expiresAt: realTime() } })
    for (const { token, refreshToken } of [person, other]) {
      expect((await me(token)).status).toBe(401)
      expect((await call(jobRoutes.listJobs, { as: { token }, query: {} })).status).toBe(401)
      expect((await refresh(refreshToken)).status).toBe(401)
    }
  })

  it('refuses refresh tokens that were changed or forged', async () => {
    const { refreshToken } = await aClient()
    const { refreshToken: other } = await aClient()
    const [id = '', generation = '', signature = ''] = refreshToken.split('.')
    const [otherId = ''] = other.split('.')
    const forged = [
      `${otherId}.${generation}.${signature}`,
      `${id}.1.${signature}`,
      `${id}.00.${signature}`,
      `${id}.-1.${signature}`,
      `${id}.${generation}.${'A'.repeat(43)}`,
      `${id}.${generation}.${signature.slice(0, -1)}`,
      `${id}.${generation}.${createHmac('sha256', 'a guess').update(`${id}.0`).digest('base64url')}`,
      `${id}..${signature}`,
      `${refreshToken}.`,
      ` ${refreshToken}`,
      'x',
    ]
    for (const token of forged) expect((await refresh(token)).status).toBe(401)
    expect((await refresh(refreshToken)).status).toBe(201)
  })
})

describe('an access token', () => {
  it('is valid for an hour, as it says itself and as the response says, and not longer', async () => {
    // Prepare
    const { id, refreshToken } = await aClient()
    const [sid = ''] = refreshToken.split('.')
    const session = sid as SessionId
    // Act
    const { token, expiresAt } = await signAccessToken(id, session)
    const over = await signAccessToken(id, session, -1_000)
    // Assess
    const { iat = 0, exp = 0 } = jwt.decode(token) as jwt.JwtPayload
    expect(exp - iat).toBe(3_600)
    expect(Math.floor(expiresAt.getTime() / 1_000)).toBe(exp)
    expect([(await me(token)).status, (await me(over.token)).status]).toEqual([200, 401])
  })
})

describe('forged access tokens', () => {
  it('are refused, every kind of them', async () => {
    // Prepare
    const { id, token, refreshToken } = await aClient()
    const sid = refreshToken.split('.')[0] ?? ''
    const key = await derivedKeyFor('access-token')
    const now = Math.floor(realTime().getTime() / 1000)
    const good = {
      sub: id,
      sid,
      typ: 'access',
      iss: 'craftworks',
      aud: 'craftworks-api',
      iat: now,
      exp: now + 600,
    }
    const sign = (claims: object, options: SignOptions = {}, by = key) =>
      jwt.sign(claims, by, { algorithm: 'HS256', ...options })
    const without = (claim: string) =>
      Object.fromEntries(Object.entries(good).filter(([name]) => name !== claim))
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const handmade = (header: unknown, claims: unknown = good) => {
      const text = `${part(header)}.${part(claims)}`
      return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
    }
    const [header = '', payload = '', signature = ''] = token.split('.')
    const otherKey = (purpose: string) =>
      createSecretKey(
        Buffer.from(hkdfSync('sha256', process.env.JWT_SECRET ?? '', 'craftworks', purpose, 64)),
      )
    const forged: Record<string, string> = {
      'alg none': `${part({ alg: 'none', typ: 'JWT' })}.${part(good)}.`,
      'alg NONE with our signature': `${part({ alg: 'NONE' })}.${payload}.${signature}`,
      'no signature': `${header}.${payload}.`,
      HS384: sign(good, { algorithm: 'HS384' }),
      HS512: sign(good, { algorithm: 'HS512' }),
      'another key': sign(good, {}, createSecretKey(Buffer.alloc(64, 7))),
      'the bare secret': sign(good, {}, createSecretKey(Buffer.from(process.env.JWT_SECRET ?? ''))),
      'the key of refresh tokens': sign(good, {}, otherKey('refresh-token')),
      'another audience': sign({ ...good, aud: 'somebody-else' }),
      'no audience': sign(without('aud')),
      'another issuer': sign({ ...good, iss: 'somebody-else' }),
      'no issuer': sign(without('iss')),
      'exp as a string': handmade({ alg: 'HS256', typ: 'JWT' }, { ...good, exp: String(good.exp) }),
      'no exp': sign(without('exp')),
      'too old': sign({ ...good, iat: now - 7200, exp: now - 3600 }),
      'not yet': sign({ ...good, nbf: now + 3600 }),
      'another typ': sign({ ...good, typ: 'refresh' }),
      'no typ': sign(without('typ')),
      'no session': sign(without('sid')),
      'a session that never existed': sign({ ...good, sid: '65a0000000000000000000ff' }),
      'another person’s session': sign({ ...good, sub: (await aClient()).id }),
      'an operator as user id': sign({ ...good, sub: undefined, sid: { $ne: null } } as object),
      'an id in capitals': sign({ ...good, sid: sid.toUpperCase() === sid ? `${sid}0` : sid.toUpperCase() }),
      'a changed payload': `${header}.${part({ ...good, sub: '65a000000000000000000001' })}.${signature}`,
      'a cut signature': token.slice(0, -2),
      'kid as a path': `${part({ alg: 'HS256', kid: '../../../dev/null' })}.${part(good)}.${createHmac(
        'sha256',
        '',
      )
        .update(`${part({ alg: 'HS256', kid: '../../../dev/null' })}.${part(good)}`)
        .digest('base64url')}`,
      'jku elsewhere': `${part({ alg: 'RS256', jku: 'https://evil.example/keys' })}.${payload}.${signature}`,
      'jwk inside': `${part({ alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } })}.${part(good)}.${createHmac(
        'sha256',
        Buffer.alloc(3),
      )
        .update(`${part({ alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } })}.${part(good)}`)
        .digest('base64url')}`,
      'a refresh token': refreshToken,
      'two tokens': `${token}, Bearer ${token}`,
      'a fourth part': `${token}.x`,
    }
    // Act and assess
    expect((await me(token)).status).toBe(200)
    expect((await me(sign(good))).status).toBe(200) // so each forged token is refused for its own reason
    expect(Object.keys(forged).length).toBeGreaterThanOrEqual(25)
    for (const [description, forgery] of Object.entries(forged)) {
      const { status, body } = await me(forgery)
      expect([description, status, body.code]).toEqual([description, 401, 'UNAUTHENTICATED'])
    }
    for (const authorization of [
      `Basic ${token}`,
      token,
      `bearer  ${token}`,
      `Bearer ${token}\r\nx: y`,
      '',
    ]) {
      expect((await call(userRoutes.getMe, { headers: { authorization } })).status).toBe(401)
    }
  })
})
