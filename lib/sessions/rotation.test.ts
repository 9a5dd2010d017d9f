import jwt from 'jsonwebtoken'
import { describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { assertChallenge, challengeFor } from '#lib/auth/login-challenge.ts'
import { User } from '#lib/model/user.model.ts'
import { readUnsubscribeToken, unsubscribeToken } from '#lib/notifications/unsubscribe-token.ts'
import { hashPassword, passwordMatches } from '#lib/passwords/password.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient } from '#lib/testing/people.ts'
import { withSettings } from '#lib/testing/with-settings.ts'

aDatabase()

const OLD = process.env.JWT_SECRET ?? ''
const NEW = 'the next secret of tests alone, long enough too'
const OTHER = 'a secret that was never this deployment’s at all'

/** The secret as it is before, while and after JWT_SECRET is changed, as the runbook says. */
const CHANGING = { JWT_SECRET: NEW, JWT_SECRET_PREVIOUS: OLD, LASTING_SECRET: OLD }
const CHANGED = { JWT_SECRET: NEW, LASTING_SECRET: OLD }
const NEITHER = { JWT_SECRET: OTHER }

const me = async (token: string) => (await call(userRoutes.getMe, { as: { token } })).status
const refresh = async (refreshToken: string) =>
  call(authRoutes.refresh, { body: { refreshToken } }).then(({ status, body }) => ({ status, body }))
const kidOf = (token: string) => jwt.decode(token, { complete: true })?.header.kid

describe('while JWT_SECRET is changed', () => {
  it('tokens of the old key and of the new one are accepted, and of no other', async () => {
    // Prepare
    const { token: old } = await aClient()
    const { token: next } = await withSettings(CHANGING, () => aClient())
    const { token: other } = await withSettings(NEITHER, () => aClient())
    // Act
    const during = await withSettings(CHANGING, () => Promise.all([old, next, other].map(me)))
    const after = await withSettings(CHANGED, () => Promise.all([old, next, other].map(me)))
    // Assess
    expect(during).toEqual([200, 200, 401])
    expect(after).toEqual([401, 200, 401])
    expect(new Set([old, next, other].map(kidOf)).size).toBe(3)
    for (const kid of [old, next, other].map(kidOf)) expect(kid).toMatch(/^[\w-]{8}$/)
  })

  it('a token that names a key of ours and was signed by another is refused', async () => {
    const { token: next } = await withSettings(CHANGING, () => aClient())
    const [, payload = '', signature = ''] = next.split('.')
    const { token: old } = await aClient()
    const forged = [old.split('.')[0], payload, signature].join('.')
    const named = (kid: unknown) =>
      [
        Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT', kid })).toString('base64url'),
        payload,
        signature,
      ].join('.')
    const tokens = [forged, named('../../dev/null'), named('__proto__'), named({ $gt: '' }), named(null)]
    expect(await withSettings(CHANGING, () => Promise.all(tokens.map(me)))).toEqual(tokens.map(() => 401))
  })

  it('a refresh token of before gives a pair of the new key, which outlives the change', async () => {
    // Prepare
    const before = await aClient()
    const stranger = await withSettings(NEITHER, () => aClient())
    // Act
    const renewed = await withSettings(CHANGING, () => refresh(before.refreshToken))
    const refused = await withSettings(CHANGING, () => refresh(stranger.refreshToken))
    const later = await withSettings(CHANGED, () => me(renewed.body.token))
    const tooLate = await withSettings(CHANGED, () => refresh(before.refreshToken))
    // Assess
    expect([renewed.status, refused.status, later, tooLate.status]).toEqual([201, 401, 200, 401])
    expect(kidOf(renewed.body.token)).not.toBe(kidOf(before.token))
  })

  it('a login that waits for its second factor goes on', async () => {
    const { id } = await aClient()
    const user = await User.findById(id).lean()
    if (!user) throw new Error('no user')
    const challenge = await challengeFor(user)
    await withSettings(CHANGING, () => assertChallenge(challenge, user))
    await expect(withSettings(CHANGED, () => assertChallenge(challenge, user))).rejects.toThrow()
  })
})

describe('what lasts', () => {
  it('stays after the change: passwords and links in e-mails', async () => {
    // Prepare
    const hash = await hashPassword('a chair with 4 legs')
    const { id } = await aClient()
    const link = await unsubscribeToken({ userId: id, type: 'payment' })
    for (const settings of [CHANGING, CHANGED]) {
      // Act
      const [matches, wrong, read] = await withSettings(settings, () =>
        Promise.all([
          passwordMatches('a chair with 4 legs', hash),
          passwordMatches('a chair with 3 legs', hash),
          readUnsubscribeToken(link),
        ]),
      )
      // Assess
      expect([matches, wrong, read.userId]).toEqual([true, false, id])
    }
  })

  it('stays during the change even where nobody set LASTING_SECRET, and ends with it', async () => {
    const hash = await hashPassword('a chair with 4 legs')
    const matches = () => passwordMatches('a chair with 4 legs', hash)
    expect(await withSettings({ JWT_SECRET: NEW, JWT_SECRET_PREVIOUS: OLD }, matches)).toBe(true)
    expect(await withSettings({ JWT_SECRET: NEW }, matches)).toBe(false)
  })
})
