import { createHmac } from 'node:crypto'
import bcrypt from 'bcryptjs'
import { describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { hashPassword, passwordMatches } from '#lib/passwords/password.ts'
import { derivedKeyFor } from '#lib/platform/derived-keys.ts'
import { opaqueString } from '#lib/platform/opaque-string.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient } from '#lib/testing/people.ts'

aDatabase()

/** The hash that a password had when it was hashed as typed. */
const hashAsTyped = async (password: string) => {
  const key = await derivedKeyFor('password-pepper')
  return bcrypt.hash(createHmac('sha384', key).update(password, 'utf8').digest('base64'), 4)
}

describe('the same password by another keyboard', () => {
  it.each([
    ['é, composed and not', 'café au lait', 'cafe\u0301 au lait'],
    ['alef with hamza', '\u0623حمد وإيمان وآية', '\u0627\u0654حمد و\u0627\u0655يمان و\u0627\u0653ية'],
    ['a no-break space', 'open the door', 'open\u00a0the\u202fdoor'],
    ['an ideographic space', 'open the door', 'open\u3000the door'],
    ['Hangul syllables and their letters', '비밀번호입니다요', '비밀번호입니다요'.normalize('NFD')],
    ['marks in another order', 'q\u0323\u0307uality 123', 'q\u0307\u0323uality 123'],
    ['the Ångström sign', '10 \u00c5ngströms', '10 \u212bngstro\u0308ms'],
  ])('is the same: %s', async (_what, one, other) => {
    expect(await passwordMatches(other, await hashPassword(one))).toBe(true)
    expect(await passwordMatches(one, await hashPassword(other))).toBe(true)
  })

  it.each([
    ['upper and lower case', 'the right password', 'The right password'],
    ['wide letters, which stay wide', 'password one', 'ｐａｓｓｗｏｒｄ one'],
    ['alef without hamza', '\u0623حمد وإيمان وآية', '\u0627حمد وايمان واية'],
    ['a ligature', 'of\u0066\u0069ce hours', 'of\ufb01ce hours'],
    ['spaces at its ends', 'the right password', ' the right password'],
    ['two spaces', 'the right password', 'the  right password'],
  ])('is another password with %s', async (_what, one, other) => {
    expect(await passwordMatches(other, await hashPassword(one))).toBe(false)
  })

  it('still opens what was hashed as typed', async () => {
    const typed = 'cafe\u0301 au lait'
    expect(await passwordMatches(typed, await hashAsTyped(typed))).toBe(true)
    expect(await passwordMatches('café au lait', await hashAsTyped('café au lait'))).toBe(true)
    expect(await passwordMatches(`${typed}!`, await hashAsTyped(typed))).toBe(false)
  })

  it('logs in after a registration, a change and a reset', async () => {
    // Prepare
    const composed = 'الآن أو إلى الأبد'
    const decomposed = composed.normalize('NFD')
    const { email } = await aClient({ password: await hashPassword(decomposed) })
    const loginWith = (password: string) =>
      call(authRoutes.login, { body: { loginIdentifier: email, password, type: 'clients' } })
    // Act
    const first = await loginWith(composed)
    const changes = { currentPassword: composed, newPassword: 'crème brûlée'.normalize('NFD') }
    const change = await call(userRoutes.updateMe, { as: first.body, body: changes })
    // Assess
    expect([first.status, change.status]).toEqual([201, 200])
    expect((await loginWith('crème brûlée')).status).toBe(201)
    expect((await loginWith(composed)).status).toBe(401)
  })

  it('counts its characters in the form that is hashed', async () => {
    const register = (password: string, n: number) =>
      call(authRoutes.register, {
        body: { email: `n${n}@example.com`, password, role: 'Client', firstName: 'N', lastName: 'N' },
      })
    expect((await register('e\u0301'.repeat(7), 1)).body.code).toBe('VALIDATION_FAILED')
    expect((await register('e\u0301'.repeat(128), 2)).status).toBe(201)
    expect((await register('e\u0301'.repeat(129), 3)).body.code).toBe('VALIDATION_FAILED')
  })

  it('has one opaque form, which is its own', () => {
    for (const text of ['a\u2000b', '\u212b', 'e\u0301', '\u1e9b\u0323', 'ｐ', '👩‍👩‍👧']) {
      expect(opaqueString(opaqueString(text))).toBe(opaqueString(text))
    }
  })
})
