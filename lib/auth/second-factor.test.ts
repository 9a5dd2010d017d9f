import { beforeEach, describe, expect, it } from 'vitest'
import { adminUserRoutes } from '#functions/admin/users.routes.ts'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { changeSettings } from '#lib/administration/change-settings.ts'
import { stepAt, stepOfCode, totpAt } from '#lib/auth/totp.ts'
import { SecondFactor } from '#lib/model/second-factor.model.ts'
import { SettingsVersion } from '#lib/model/settings-version.model.ts'
import { User } from '#lib/model/user.model.ts'
import { hashPassword } from '#lib/passwords/password.ts'
import { forgetSettings } from '#lib/settings/settings.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aModerator, anAdmin, type Somebody } from '#lib/testing/people.ts'

aDatabase()
beforeEach(async () => {
  await SettingsVersion.deleteMany({})
  forgetSettings()
})

const password = 'the password of staff'
const hash = await hashPassword(password)
const login = ({ email }: Somebody) =>
  call(authRoutes.login, { body: { loginIdentifier: email, password, type: 'admins' } })
const goOn = (challenge: unknown, code: string) =>
  call(authRoutes.secondFactor, { body: { challenge: String(challenge), code } })
const challengeOf = async (person: Somebody) =>
  ((await login(person)).body as { challenge?: string }).challenge

/** A moderator with a second factor, whose codes are of later and later steps. */
async function protectedStaff() {
  const person = await aModerator({ password: hash })
  const { body } = await call(authRoutes.enrolSecondFactor, { as: person, body: {} })
  const first = totpAt(body.secret, stepAt() - 1)
  const confirmed = await call(authRoutes.confirmSecondFactor, { as: person, body: { code: first } })
  return {
    person,
    secret: body.secret,
    recoveryCodes: confirmed.body.recoveryCodes,
    otpauthUrl: body.otpauthUrl,
  }
}

describe('a code by RFC 6238', () => {
  // appendix B: the secret "12345678901234567890", the last six of the eight digits
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %i seconds is %s', (seconds, code) => {
    expect(totpAt(secret, stepAt(new Date(seconds * 1000)))).toBe(code)
  })

  it('is good one step before and after, and no longer', () => {
    const now = 1_000
    const accepted = [-2, -1, 0, 1, 2].map((off) => stepOfCode(secret, totpAt(secret, now + off), now))
    expect(accepted).toEqual([null, 999, 1_000, 1_001, null])
  })
})

describe('a second factor', () => {
  it('is asked for at the login once it is confirmed, and each code works once', async () => {
    // Prepare
    const { person, secret, otpauthUrl } = await protectedStaff()
    expect(otpauthUrl).toContain(`secret=${secret}`)
    expect(JSON.stringify(await SecondFactor.find().lean())).not.toContain(secret)
    // Act
    const { status, body } = await login(person)
    const challenge = (body as { challenge?: string }).challenge
    const code = totpAt(secret, stepAt())
    const wrong = await goOn(challenge, '000000')
    const right = await goOn(challenge, code)
    const again = await goOn(await challengeOf(person), code)
    // Assess
    expect([status, body.code]).toEqual([401, 'SECOND_FACTOR_REQUIRED'])
    expect([wrong.status, wrong.body.code]).toEqual([401, 'WRONG_SECOND_FACTOR'])
    expect([right.status, right.body.user.id]).toEqual([201, person.id])
    expect([again.status, again.body.code]).toEqual([401, 'WRONG_SECOND_FACTOR'])
    expect((await call(adminUserRoutes.listUsers, { as: right.body })).status).toBe(200)
  })

  it('can be replaced by a recovery code, once', async () => {
    const { person, recoveryCodes } = await protectedStaff()
    expect(new Set(recoveryCodes).size).toBe(10)
    const code = String(recoveryCodes[3])
    expect((await goOn(await challengeOf(person), code.toUpperCase())).status).toBe(201)
    expect((await goOn(await challengeOf(person), code)).status).toBe(401)
    expect((await goOn(await challengeOf(person), String(recoveryCodes[4]))).status).toBe(201)
  })

  it('lets one of nine uses of the same code at once in', async () => {
    const { person, secret } = await protectedStaff()
    const challenge = await challengeOf(person)
    const code = totpAt(secret, stepAt())
    const uses = await Promise.all(Array.from({ length: 9 }, () => goOn(challenge, code)))
    expect(uses.filter(({ status }) => status === 201)).toHaveLength(1)
  })

  it('locks after ten wrong codes', async () => {
    const { person, secret } = await protectedStaff()
    const challenge = await challengeOf(person)
    for (let i = 0; i < 10; i += 1) await goOn(challenge, '000000')
    const { status, body } = await goOn(challenge, totpAt(secret, stepAt()))
    expect([status, body.code]).toEqual([429, 'TOO_MANY_ATTEMPTS'])
  })

  it('is not set up anew by a session that cannot give a code', async () => {
    const { person, secret } = await protectedStaff()
    const enrol = (body: object) => call(authRoutes.enrolSecondFactor, { as: person, body })
    expect((await enrol({})).body.code).toBe('WRONG_CODE')
    expect((await enrol({ code: totpAt(secret, stepAt()) })).status).toBe(201)
  })

  it.each([
    ['forged', (challenge: string) => `${challenge.slice(0, -1)}${challenge.endsWith('A') ? 'B' : 'A'}`],
    ['of somebody else', (challenge: string) => challenge.replace(/^.{24}/, '65a000000000000000000001')],
    ['too old', (challenge: string) => challenge.replace(/\.\d{13}\./, '.1700000000000.')],
    ['nothing', () => 'nothing'],
  ])('does not help with a challenge that is %s', async (_what, change) => {
    const { person, secret } = await protectedStaff()
    const { status } = await goOn(change(String(await challengeOf(person))), totpAt(secret, stepAt()))
    expect(status).toBe(401)
  })

  it('does not help with a challenge from before a new password', async () => {
    const { person, secret } = await protectedStaff()
    const challenge = await challengeOf(person)
    await User.updateOne({ _id: person.id }, { $set: { password: await hashPassword('another password') } })
    const { body } = await goOn(challenge, totpAt(secret, stepAt()))
    expect(body.code).toBe('CHALLENGE_EXPIRED')
  })
})

describe('the setting staffSecondFactor', () => {
  it('lets staff do nothing before they have set up a second factor, or logged in with it', async () => {
    // Prepare
    const [admin, other] = [await anAdmin(), await aModerator({ password: hash })]
    await changeSettings({ staffSecondFactor: true }, admin)
    // Act
    const refused = await call(adminUserRoutes.listUsers, { as: other })
    const me = await call(userRoutes.getMe, { as: other })
    const { body } = await call(authRoutes.enrolSecondFactor, { as: other, body: {} })
    const code = totpAt(body.secret, stepAt() - 1)
    await call(authRoutes.confirmSecondFactor, { as: other, body: { code } })
    const allowed = await call(adminUserRoutes.listUsers, { as: other })
    const later = await goOn(await challengeOf(other), totpAt(body.secret, stepAt()))
    // Assess
    expect([refused.status, refused.body.code]).toEqual([403, 'SECOND_FACTOR_NOT_SET_UP'])
    expect(me.status).toBe(200)
    expect(allowed.status).toBe(200)
    expect((await call(adminUserRoutes.listUsers, { as: later.body })).status).toBe(200)
  })
})
