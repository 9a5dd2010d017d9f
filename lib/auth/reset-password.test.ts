import { describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { startResendFake } from '#infra/fakes/resend.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { User } from '#lib/model/user.model.ts'
import { hashPassword } from '#lib/passwords/password.ts'
import { HOUR, realTime } from '#lib/platform/clock.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, type Somebody } from '#lib/testing/people.ts'

aDatabase()
const resend = aFake(startResendFake)

const password = await hashPassword('the old password')
const forgot = (email: string) => call(authRoutes.forgotPassword, { body: { email } })
const reset = (token: string, to = 'the new password') =>
  call(authRoutes.resetPassword, { body: { token, password: to } })
const login = ({ email }: Somebody, given: string) =>
  call(authRoutes.login, { body: { loginIdentifier: email, password: given, type: 'clients' } })
const emailsTo = (email: string) => resend.its.box().filter(({ to }) => to === email)
const tokenIn = (text: string) => /reset-password\?token=([\w-]+)/.exec(text)?.[1] ?? ''

async function someoneWithALink() {
  const person = await aClient({ password })
  await forgot(person.email)
  return { person, token: tokenIn(emailsTo(person.email)[0]?.text ?? '') }
}

describe('a forgotten password', () => {
  it('can be replaced with a link that is sent in the owner’s language; this ends every session, and the owner is told', async () => {
    // Prepare
    const { person, token } = await someoneWithALink()
    const [mail] = emailsTo(person.email)
    expect(mail?.subject).toBe('تعيين كلمة مرور جديدة')
    expect(mail?.html).toContain('<html lang="ar" dir="rtl"')
    expect(mail?.text).not.toContain('password for your')
    expect(tokenIn(mail?.html ?? '')).toBe(token)
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(JSON.stringify(await User.findById(person.id).lean())).not.toContain(token)
    // Act
    const { status, body } = await reset(token)
    // Assess
    expect([status, Object.keys(body)]).toEqual([201, ['message']])
    expect((await call(userRoutes.getMe, { as: person })).status).toBe(401)
    expect((await call(authRoutes.refresh, { body: { refreshToken: person.refreshToken } })).status).toBe(401)
    expect((await login(person, 'the old password')).status).toBe(401)
    expect((await login(person, 'the new password')).status).toBe(201)
    expect(emailsTo(person.email)[0]?.subject).toBe('تم تغيير كلمة المرور')
    expect(await Outbox.countDocuments({ type: 'account.passwordChanged', 'data.userId': person.id })).toBe(1)
    expect(await ActivityLog.countDocuments({ action: 'user.resetPassword', actor: person.id })).toBe(1)
  })

  it('is in the recipient’s own language alone in the e-mail', async () => {
    const { email } = await aClient({ locale: 'en', firstName: '<b>Mona</b>' })
    await forgot(email)
    const [mail] = emailsTo(email)
    expect(mail?.subject).toBe('Set a new password')
    expect(mail?.html).not.toContain('<b>Mona')
    expect(`${mail?.html}${mail?.text}`).not.toMatch(/[\u0600-\u06FF]/)
  })

  it('gives the same answer if the account does not exist or the e-mail cannot be sent', async () => {
    const { email } = await aClient()
    const known = await forgot(email)
    const unknown = await forgot('nobody@example.com')
    resend.its.failNext(500)
    const refused = await forgot(email)
    expect(known.body).toEqual(unknown.body)
    expect(known.body).toEqual(refused.body)
    expect([known.status, unknown.status, refused.status]).toEqual([201, 201, 201])
    expect(emailsTo('nobody@example.com')).toEqual([])
  })

  it('sends at most 5 e-mails an hour to one address, and answers 429 for unknown addresses too', async () => {
    const { email } = await aClient()
    for (const address of [email, 'unknown@example.com']) {
      const answers = await Promise.all(Array.from({ length: 8 }, () => forgot(address)))
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 429, 429, 429])
    }
    expect(emailsTo(email)).toHaveLength(5)
  })

  it('accepts only the newest link, and only one of 20 uses at once', async () => {
    const { person, token: older } = await someoneWithALink()
    await forgot(person.email)
    const newer = tokenIn(emailsTo(person.email)[0]?.text ?? '')
    expect((await reset(older)).body.code).toBe('INVALID_RESET_TOKEN')
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => reset(newer, `new password ${i}`)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 'INVALID_RESET_TOKEN')).toHaveLength(19)
    const winner = answers.findIndex(({ status }) => status === 201)
    expect((await login(person, `new password ${winner}`)).status).toBe(201)
  })

  it('refuses a link that is older than an hour or cut short, and an access token', async () => {
    const { person, token } = await someoneWithALink()
    for (const wrong of [token.slice(0, -1), `${token}x`, person.token, 'x']) {
      const { status } = await reset(wrong)
      expect(status).toBe(400)
    }
    const { resetPasswordExpires } = (await User.findById(person.id).lean()) ?? {}
    const lifetime = (resetPasswordExpires?.getTime() ?? 0) - realTime().getTime()
    expect(lifetime).toBeGreaterThan(0.99 * HOUR)
    expect(lifetime).toBeLessThanOrEqual(HOUR)
    await User.updateOne({ _id: person.id }, { $set: { resetPasswordExpires: realTime() } })
    expect((await reset(token)).body.code).toBe('INVALID_RESET_TOKEN')
  })

  it('keeps the link valid if the new password is too weak', async () => {
    const { person, token } = await someoneWithALink()
    expect((await reset(token, 'password123')).body.code).toBe('PASSWORD_TOO_COMMON')
    expect((await reset(token, person.email)).body.code).toBe('PASSWORD_TOO_PERSONAL')
    expect((await reset(token, 'short')).body.code).toBe('VALIDATION_FAILED')
    expect((await reset(token)).status).toBe(201)
  })

  it('unlocks an account that strangers had locked', async () => {
    const { person, token } = await someoneWithALink()
    for (let i = 0; i < 11; i += 1) await login(person, `guess ${i}`)
    expect((await login(person, 'the old password')).status).toBe(429)
    await reset(token)
    expect((await login(person, 'the new password')).status).toBe(201)
  })

  it('sets the password even if the e-mail to the owner cannot be sent', async () => {
    const { person, token } = await someoneWithALink()
    resend.its.failNext(503)
    expect((await reset(token)).status).toBe(201)
    expect((await login(person, 'the new password')).status).toBe(201)
  })
})
