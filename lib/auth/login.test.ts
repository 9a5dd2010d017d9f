import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { Limit } from '#lib/model/limit.model.ts'
import { User } from '#lib/model/user.model.ts'
import { hashPassword } from '#lib/passwords/password.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aModerator, anAdmin } from '#lib/testing/people.ts'

aDatabase()

const PASSWORD = 'the right password'
const password = await hashPassword(PASSWORD)
const HOME = '41.33.0.1'
const ABROAD = '203.0.113.9'

const login = (loginIdentifier: string, given = PASSWORD, { ip = HOME, type = 'clients' } = {}) =>
  call(authRoutes.login, { body: { loginIdentifier, password: given, type }, ip })

describe('logging in', () => {
  it('accepts the e-mail, and the phone number in every way that Egyptians write it', async () => {
    const { email, id } = await aClient({ password, phone: '+201001234567' })
    for (const typed of [
      email,
      email.toUpperCase(),
      '01001234567',
      '+20 100 123 4567',
      '0020-100-1234567',
      '٠١٠٠١٢٣٤٥٦٧',
    ]) {
      const { status, body } = await login(typed)
      expect([status, body.user?.id]).toEqual([201, id])
      expect((await call(userRoutes.getMe, { as: body })).body.id).toBe(id)
    }
  })

  it('gives the same answer for a wrong password, an unknown account and an account without a password', async () => {
    const { email } = await aClient({ password })
    const social = await aClient()
    const answers = [
      await login(email, 'not the password'),
      await login('nobody@example.com'),
      await login('01000000000'),
      await login('neither'),
      await login(social.email),
    ]
    for (const { status, body } of answers) {
      expect(status).toBe(401)
      expect(body).toEqual({ message: 'Invalid credentials', code: 'INVALID_CREDENTIALS' })
    }
  })

  it('compares a hash of the same cost whether or not the account exists', async () => {
    const source = await readFile(new URL('./login.ts', import.meta.url), 'utf8')
    expect(source).toContain('passwordMatches(password, user?.password)')
    const { email } = await aClient({ password: await hashPassword('something else') })
    const took = async (identifier: string) => {
      const began = performance.now()
      await login(identifier, 'wrong')
      return performance.now() - began
    }
    const known: number[] = []
    const unknown: number[] = []
    for (let i = 0; i < 9; i += 1) {
      known.push(await took(email))
      unknown.push(await took('nobody-else@example.com'))
    }
    const median = (times: number[]) => times.sort((a, b) => a - b)[4] ?? 0
    expect(median(unknown)).toBeGreaterThan(median(known) / 3)
    expect(median(unknown)).toBeLessThan(median(known) * 3)
  })

  it('lets users and staff log in with their own login type only, and says so only after the right password', async () => {
    const client = await aClient({ password })
    const moderator = await aModerator({ password, phone: '+201222222222' })
    const admin = await anAdmin({ password })
    expect((await login(admin.email, PASSWORD, { type: 'admins' })).status).toBe(201)
    expect((await login(moderator.email, PASSWORD, { type: 'admins' })).status).toBe(201)
    const wrongType = await login(client.email, PASSWORD, { type: 'admins' })
    expect([wrongType.status, wrongType.body.code]).toEqual([403, 'WRONG_LOGIN_TYPE'])
    expect((await login(admin.email)).body.code).toBe('WRONG_LOGIN_TYPE')
    expect((await login(admin.email, 'a guess')).body.code).toBe('INVALID_CREDENTIALS')
    const byPhone = await login('01222222222', PASSWORD, { type: 'admins' })
    expect([byPhone.status, byPhone.body.code]).toEqual([400, 'VALIDATION_FAILED'])
  })

  it('tells a blocked person the reason and the time of the ban, only after the right password', async () => {
    const bannedAt = new Date('2026-01-02T03:04:05.678Z')
    const { email } = await aClient({
      password,
      isBanned: true,
      banReason: 'Asked for money outside',
      bannedAt,
    })
    const { status, body } = await login(email)
    expect([status, body]).toEqual([
      403,
      {
        message: 'Your account has been blocked',
        code: 'ACCOUNT_BLOCKED',
        reason: 'Asked for money outside',
        blockedAt: bannedAt.toISOString(),
      },
    ])
    expect((await login(email, 'a guess')).body.code).toBe('INVALID_CREDENTIALS')
  })

  it.each([
    ['no type', { loginIdentifier: 'a@example.com', password: 'x' }],
    ['an operator', { loginIdentifier: { $gt: '' }, password: 'x', type: 'clients' }],
    ['an unknown field', { loginIdentifier: 'a@example.com', password: 'x', type: 'clients', role: 'Admin' }],
    ['a list', { loginIdentifier: ['a@example.com'], password: 'x', type: 'clients' }],
  ])('refuses %s', async (_what, body) => {
    const answer = await call(authRoutes.login, { body })
    expect([answer.status, answer.body.code]).toEqual([400, 'VALIDATION_FAILED'])
  })
})

describe('the lock-out', () => {
  it('answers 429 after 10 failures, for the right password too, and for an account that does not exist', async () => {
    const { email } = await aClient({ password })
    for (const identifier of [email, 'no-account@example.com']) {
      for (let i = 0; i < 10; i += 1) expect((await login(identifier, `guess ${i}`)).status).toBe(401)
      const locked = await login(identifier)
      expect([locked.status, locked.body.code]).toEqual([429, 'TOO_MANY_ATTEMPTS'])
      expect(Number(locked.headers['retry-after'])).toBeGreaterThan(0)
      expect(Number(locked.headers['retry-after'])).toBeLessThanOrEqual(900)
    }
  })

  it('checks no more than 10 of many guesses that come at once', async () => {
    const { email } = await aClient({ password })
    const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => login(email, `guess ${i}`)))
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20)
  })

  it('lets owners log in from a place they have logged in from before, while unknown places are locked', async () => {
    const { email, id } = await aClient({ password })
    expect((await login(email)).status).toBe(201)
    for (let i = 0; i < 30; i += 1) await login(email, `guess ${i}`, { ip: ABROAD })
    expect((await login(email, PASSWORD, { ip: '198.51.100.7' })).status).toBe(429)
    expect((await login(email)).status).toBe(201)
    const { knownSources } = (await User.findById(id).lean()) ?? {}
    expect(knownSources).toHaveLength(1)
    expect(JSON.stringify(knownSources)).not.toContain('41.33')
  })

  it('locks a known place too, without locking other places', async () => {
    const { email } = await aClient({ password })
    await login(email)
    for (let i = 0; i < 10; i += 1) expect((await login(email, `guess ${i}`)).status).toBe(401)
    expect((await login(email)).status).toBe(429)
    expect((await login(email, PASSWORD, { ip: ABROAD })).status).toBe(201)
  })

  it('clears the failures after a successful login', async () => {
    const { email } = await aClient({ password })
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 9; i += 1) await login(email, `guess ${i}`)
      expect((await login(email)).status).toBe(201)
    }
  })

  it('remembers at most 10 places', async () => {
    const { email, id } = await aClient({ password })
    for (let i = 0; i < 12; i += 1)
      expect((await login(email, PASSWORD, { ip: `41.33.1.${i}` })).status).toBe(201)
    expect((await User.findById(id).lean())?.knownSources).toHaveLength(10)
  })

  it('stops an address that tries many accounts, each with one password', async () => {
    const ip = '192.0.2.77'
    for (let i = 0; i < 100; i += 1)
      expect((await login(`victim-${i}@example.com`, 'Summer2026!', { ip })).status).toBe(401)
    expect((await login('victim-100@example.com', 'Summer2026!', { ip })).status).toBe(429)
    expect((await Limit.find().lean()).some(({ _id }) => _id.includes('192.0.2'))).toBe(false)
  })
})
