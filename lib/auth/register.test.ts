import { describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Session } from '#lib/model/session.model.ts'
import { User } from '#lib/model/user.model.ts'
import { commonPasswords } from '#lib/passwords/common-passwords.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { call } from '#lib/testing/call.ts'
import { aService } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

const person = { password: 'a good password', role: 'Client', firstName: 'Mona', lastName: 'Adel' }
const register = (body: Record<string, unknown>, ip?: string) =>
  call(authRoutes.register, { body: { ...person, ...body }, ...(ip && { ip }) })

describe('registering', () => {
  it('opens the account, logs in, stores consents with their time, and records the event and the activity', async () => {
    const consents = [{ kind: 'terms', version: '2026-01' }]
    const { status, body } = await register({ email: ' Mona@Example.com ', phone: '٠١٠ 1234-5678', consents })
    expect(status).toBe(201)
    expect(body.user).toMatchObject({ email: 'mona@example.com', phone: '+201012345678', role: 'Client' })
    expect(body.user.wallet).toBeUndefined()
    const user = await User.findById(body.user.id).lean()
    expect(user?.consents).toEqual([{ ...consents[0], at: expect.any(Date) as Date }])
    expect(user?.password).toMatch(/^\$2b\$/)
    expect(await Session.countDocuments({ user: body.user.id })).toBe(1)
    expect(await Outbox.countDocuments({ type: 'account.registered', 'data.userId': body.user.id })).toBe(1)
    expect(await ActivityLog.countDocuments({ action: 'user.register', actor: body.user.id })).toBe(1)
  })

  it('gives craftsmen their skills by the services’ own names, an empty wallet and a pending verification', async () => {
    await aService('Plumbing')
    const { body } = await register({ email: 'k@example.com', role: 'Craftsman', skills: ['plumbing'] })
    expect(body.user.craftsmanInfo).toMatchObject({ skills: ['Plumbing'], verificationStatus: 'Pending' })
    expect(body.user.wallet).toEqual({ balance: 0, withdrawableBalance: 0 })
  })

  it.each([
    ['a role that only staff can give', { role: 'Admin' }, 'VALIDATION_FAILED'],
    ['a wallet', { wallet: { balance: 100 } }, 'VALIDATION_FAILED'],
    ['a rating', { rating: 5 }, 'VALIDATION_FAILED'],
    ['isBanned', { isBanned: false }, 'VALIDATION_FAILED'],
    ['a verification', { craftsmanInfo: { verificationStatus: 'Verified' } }, 'VALIDATION_FAILED'],
    ['an operator as e-mail', { email: { $gt: '' } }, 'VALIDATION_FAILED'],
    [
      'an e-mail with the sign of Kelvin for its k',
      { email: 'wrong@ex\u212Aample.com' },
      'VALIDATION_FAILED',
    ],
    ['an e-mail in wide letters', { email: 'ｗrong@example.com' }, 'VALIDATION_FAILED'],
    ['a landline', { phone: '02 2736 1234' }, 'VALIDATION_FAILED'],
    ['7 characters', { password: 'aB3$xyz' }, 'VALIDATION_FAILED'],
    ['129 characters', { password: 'x1'.repeat(64) + 'y' }, 'VALIDATION_FAILED'],
    ['half of a surrogate pair', { password: 'a good \ud800 password' }, 'VALIDATION_FAILED'],
    ['the own e-mail as password', { password: 'Wrong@Example.com' }, 'PASSWORD_TOO_PERSONAL'],
    ['the own name as password', { firstName: 'Mostafa', password: 'mostafa ADEL' }, 'PASSWORD_TOO_PERSONAL'],
    [
      'the own phone number as password',
      { phone: '01099999999', password: '010 9999 9999' },
      'PASSWORD_TOO_PERSONAL',
    ],
    ['a skill that no service has', { role: 'Craftsman', skills: ['Alchemy'] }, 'UNKNOWN_CATEGORY'],
    ['a skill of a client', { skills: ['Plumbing'] }, 'CRAFTSMAN_FIELD'],
  ])('refuses %s', async (_what, wrong, code) => {
    const { status, body } = await register({ email: 'wrong@example.com', ...wrong })
    expect([status, body.code]).toEqual([400, code])
    expect(await User.countDocuments({ email: 'wrong@example.com' })).toBe(0)
  })

  it.each(['١٢٣٤٥٦٧٨', 'ｐａｓｓｗｏｒｄ', 'pass\u200bword', '۱۲۳۴۵۶۷۸۹'])(
    'refuses a common password in other digits, other widths or with something invisible in it: %s',
    async (password) => {
      const { checkPassword } = await import('#lib/passwords/password.ts')
      const owner = { email: 'x@example.com', firstName: 'X', lastName: 'Y' }
      expect(() => checkPassword(password, owner)).toThrow('PASSWORD_TOO_COMMON')
    },
  )

  it('refuses each of the 3,000 most common passwords, however its case is varied', async () => {
    const { checkPassword } = await import('#lib/passwords/password.ts')
    const owner = { email: 'x@example.com', firstName: 'X', lastName: 'Y' }
    expect(commonPasswords().length).toBe(3_000)
    for (const common of commonPasswords()) {
      expect(() => checkPassword(common.toUpperCase(), owner)).toThrow('PASSWORD_TOO_COMMON')
    }
  })

  it.each([
    ['8 characters', 'xK3 mn#9'],
    ['128 characters of Arabic', 'كلمة سر '.repeat(16)],
    ['64 spaces and emoji', '🔧 '.repeat(32)],
  ])('accepts a password of %s, and it logs in', async (what, password) => {
    const email = `${what.replace(/\s/g, '-')}@example.com`
    expect((await register({ email, password })).status).toBe(201)
    const { status } = await call(authRoutes.login, {
      body: { loginIdentifier: email, password, type: 'clients' },
    })
    expect(status).toBe(201)
  })

  it('distinguishes passwords that differ after the 72nd byte', async () => {
    const first72 = 'ب'.repeat(36)
    await register({ email: 'bytes@example.com', password: `${first72}a` })
    const body = { loginIdentifier: 'bytes@example.com', password: `${first72}b`, type: 'clients' }
    expect((await call(authRoutes.login, { body })).status).toBe(401)
  })

  it.each(['email', 'phone'])(
    'lets exactly one win of two registrations at once with the same %s',
    async (field) => {
      for (let round = 0; round < 50; round += 1) {
        const shared =
          field === 'email' ? `round${round}@example.com` : `0111${String(round).padStart(7, '0')}`
        const answers = await Promise.all(
          [0, 1].map((n) => register({ email: `${field}-${round}-${n}@example.com`, [field]: shared })),
        )
        const statuses = answers.map(({ status }) => status).sort()
        expect(statuses).toEqual([201, 400])
        const codes = answers.flatMap(({ body }) => body.code ?? [])
        expect(codes).toEqual([field === 'email' ? 'EMAIL_TAKEN' : 'PHONE_TAKEN'])
      }
    },
  )

  it('stops an address that opens many accounts, but not the developer’s own machine', async () => {
    const from = async (ip: string, n: number) => register({ email: `many-${n}@example.com` }, ip)
    for (let n = 0; n < 20; n += 1) expect((await from('2001:db8::1', n)).status).toBe(201)
    const stopped = await from('2001:db8::2', 20) // another address of the same network
    expect([stopped.status, stopped.body.code]).toEqual([429, 'TOO_MANY_ATTEMPTS'])
    expect(Number(stopped.headers['retry-after'])).toBeGreaterThan(0)
    for (let n = 21; n < 43; n += 1) expect((await from('127.0.0.1', n)).status).toBe(201)
    process.env.LIMIT_LOOPBACK = '1'
    forgetConfig()
    for (let n = 43; n < 63; n += 1) expect((await from('127.0.0.1', n)).status).toBe(201)
    expect((await from('127.0.0.1', 64)).status).toBe(429)
    process.env.LIMIT_LOOPBACK = '0'
    forgetConfig()
  })
})
