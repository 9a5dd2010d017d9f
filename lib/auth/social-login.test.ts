import { describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { startFcmFake } from '#infra/fakes/fcm.ts'
import { startFirebaseFake, unsignedToken } from '#infra/fakes/firebase.ts'
import { sendPush } from '#lib/gateways/push/send-push.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { User } from '#lib/model/user.model.ts'
import { hashPassword } from '#lib/passwords/password.ts'
import { realTime } from '#lib/platform/clock.ts'
import { config, forgetConfig } from '#lib/platform/config.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator, type Somebody } from '#lib/testing/people.ts'

aDatabase()
const firebase = aFake(startFirebaseFake)
aFake(startFcmFake)

const PASSWORD = 'the right password'
const password = await hashPassword(PASSWORD)

const social = (idToken: string, role?: string) =>
  call(authRoutes.socialLogin, { body: { idToken, ...(role && { role }) } })
const verifyPhone = (as: Somebody, idToken: string) => call(authRoutes.verifyPhone, { as, body: { idToken } })

describe('social login', () => {
  it('opens an account in the given role at the first login, and finds it at the next', async () => {
    const idToken = firebase.its.mint({
      uid: 'google-1',
      email: 'Salma@Example.com',
      name: 'Salma Abdel Rahman',
    })
    const withoutRole = await social(idToken)
    expect([withoutRole.status, withoutRole.body.code]).toEqual([400, 'ROLE_REQUIRED'])
    const first = await social(idToken, 'Craftsman')
    expect(first.status).toBe(201)
    expect(first.body.user).toMatchObject({
      email: 'salma@example.com',
      firstName: 'Salma',
      lastName: 'Abdel Rahman',
      role: 'Craftsman',
    })
    const again = await social(idToken)
    expect(again.body.user.id).toBe(first.body.user.id)
    expect((await call(userRoutes.getMe, { as: again.body })).status).toBe(200)
  })

  it('links an account by its verified e-mail; the password of an unverified account stops working', async () => {
    const squatter = await aClient({ password: await hashPassword('set by somebody else') })
    const { body } = await social(firebase.its.mint({ uid: 'google-2', email: squatter.email, name: 'Mona' }))
    expect(body.user.id).toBe(squatter.id)
    expect((await call(userRoutes.getMe, { as: squatter })).status).toBe(401)
    const login = { loginIdentifier: squatter.email, password: 'set by somebody else', type: 'clients' }
    expect((await call(authRoutes.login, { body: login })).status).toBe(401)
  })

  it.each(['google.com', 'apple.com', 'facebook.com'])(
    'takes %s, and nothing that is no account of a person',
    async (provider) => {
      const person = { email: `${provider}@example.com`, name: 'Mona Adel', provider }
      expect((await social(firebase.its.mint({ uid: provider, ...person }), 'Client')).status).toBe(201)
      for (const other of ['anonymous', 'password', 'custom', 'phone', 'github.com', '']) {
        const idToken = firebase.its.mint({ uid: `${provider}-${other}`, ...person, provider: other })
        const { status, body } = await social(idToken, 'Client')
        expect([other, status, body.code]).toEqual([other, 401, 'INVALID_IDENTITY_TOKEN'])
      }
    },
  )

  it('works after a push was sent by the same process, and before one', async () => {
    const push = { token: 'a-device', title: 'x', body: 'y', data: {}, collapseKey: 'c' }
    const login = (uid: string) =>
      social(firebase.its.mint({ uid, email: `${uid}@example.com`, name: 'Mona Adel' }), 'Client')
    for (const uid of ['before', 'after']) {
      expect(await sendPush(push)).toBe('accepted')
      expect((await login(uid)).status).toBe(201)
    }
  })

  it('leaves password and sessions alone if the e-mail was verified before', async () => {
    const person = await aClient({
      password: await hashPassword('my own password'),
      emailVerifiedAt: realTime(),
    })
    expect((await social(firebase.its.mint({ uid: 'google-3', email: person.email }))).status).toBe(201)
    expect((await call(userRoutes.getMe, { as: person })).status).toBe(200)
    const login = { loginIdentifier: person.email, password: 'my own password', type: 'clients' }
    expect((await call(authRoutes.login, { body: login })).status).toBe(201)
  })

  it('does not link an account by an e-mail that the provider has not verified', async () => {
    const person = await aClient()
    const idToken = firebase.its.mint({
      uid: 'facebook-1',
      email: person.email,
      emailVerified: false,
      provider: 'facebook.com',
    })
    const { status, body } = await social(idToken, 'Client')
    expect([status, body.code]).toEqual([400, 'IDENTITY_WITHOUT_EMAIL'])
    expect((await User.findById(person.id).lean())?.identityId).toBeUndefined()
  })

  it('refuses a token without an e-mail, a blocked person and staff', async () => {
    const blocked = await aClient({ isBanned: true, banReason: 'Spam', bannedAt: realTime() })
    const moderator = await aModerator()
    const linkedStaff = await aModerator({ identityId: 'google-staff' })
    const refusals = [
      [{ uid: 'apple-1' }, 400, 'IDENTITY_WITHOUT_EMAIL'],
      [{ uid: 'google-4', email: blocked.email }, 403, 'ACCOUNT_BLOCKED'],
      [{ uid: 'google-5', email: moderator.email }, 403, 'WRONG_LOGIN_TYPE'],
      [{ uid: 'google-staff', email: linkedStaff.email }, 403, 'WRONG_LOGIN_TYPE'],
    ] as const
    for (const [identity, status, code] of refusals) {
      const answer = await social(firebase.its.mint(identity), 'Client')
      expect([answer.status, answer.body.code]).toEqual([status, code])
    }
  })

  it('refuses tokens of other projects, expired tokens and a role that only staff can give', async () => {
    const identity = { uid: 'google-6', email: 'six@example.com' }
    const wrong = [
      unsignedToken(identity, 'another-project', 3600),
      firebase.its.mint(identity, -60),
      (await aClient()).token,
      'a.b.c',
    ]
    for (const idToken of wrong) {
      const { status, body } = await social(idToken, 'Client')
      expect([status, body.code]).toEqual([401, 'INVALID_IDENTITY_TOKEN'])
    }
    expect((await social(firebase.its.mint(identity), 'Admin')).body.code).toBe('VALIDATION_FAILED')
    expect(await User.countDocuments({ email: identity.email })).toBe(0)
  })

  it('makes one account if two first logins come at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const idToken = firebase.its.mint({
        uid: `twice-${round}`,
        email: `twice-${round}@example.com`,
        name: 'One Person',
      })
      const answers = await Promise.all([social(idToken, 'Client'), social(idToken, 'Client')])
      expect(answers.map(({ status }) => status)).toEqual([201, 201])
      expect(answers[0].body.user.id).toBe(answers[1].body.user.id)
    }
  })

  it('never accepts unsigned tokens on AWS', async () => {
    process.env.AWS_LAMBDA_FUNCTION_NAME = 'auth-social-login'
    forgetConfig()
    await expect(config('identity')).rejects.toThrow('FIREBASE_AUTH_EMULATOR_HOST')
    delete process.env.AWS_LAMBDA_FUNCTION_NAME
    forgetConfig()
  })
})

describe('proving a phone number', () => {
  it('sets the number and the time of its verification', async () => {
    const person = await aClient({ phone: '+201111111111' })
    const { status, body } = await verifyPhone(
      person,
      firebase.its.mint({ uid: 'p1', phoneNumber: '+201222222222', provider: 'phone' }),
    )
    expect(status).toBe(201)
    expect(body).toMatchObject({ phone: '+201222222222', phoneVerified: true })
  })

  it('refuses a number that another account has proved, is not Egyptian or is missing', async () => {
    const person = await aClient()
    await aClient({ phone: '+201555555555', phoneVerifiedAt: realTime() })
    const refusals = [
      [{ uid: 'p2', phoneNumber: '+201555555555' }, 'PHONE_TAKEN'],
      [{ uid: 'p3', phoneNumber: '+4915112345678' }, 'PHONE_NOT_CONFIRMED'],
      [{ uid: 'p4', email: 'p4@example.com' }, 'PHONE_NOT_CONFIRMED'],
    ] as const
    for (const [identity, code] of refusals) {
      const { status, body } = await verifyPhone(person, firebase.its.mint(identity))
      expect([status, body.code]).toEqual([400, code])
    }
  })

  it.each([
    ['a client', () => aClient({ phone: '+201010101010' })],
    ['a craftsman', () => aCraftsman({ phone: '+201010101010' })],
    ['somebody who is blocked', () => aClient({ phone: '+201010101010', isBanned: true })],
  ])('takes the number from %s who only claimed it', async (_who, claiming) => {
    // Prepare
    await User.updateMany({ phone: '+201010101010' }, { $unset: { phone: 1 } })
    const claimer = await claiming()
    const owner = await aClient({ password })
    // Act
    const { status, body } = await verifyPhone(
      owner,
      firebase.its.mint({ uid: 'p6', phoneNumber: '+201010101010' }),
    )
    // Assess
    expect([status, body.phone, body.phoneVerified]).toEqual([201, '+201010101010', true])
    expect(await User.findById(claimer.id).lean()).not.toHaveProperty('phone')
    const login = { loginIdentifier: '010 1010 1010', password: PASSWORD, type: 'clients' }
    expect((await call(authRoutes.login, { body: login })).body.user?.id).toBe(owner.id)
    const entry = await ActivityLog.findOne({ action: 'user.losePhone', 'target.id': claimer.id }).lean()
    expect(entry?.actor?.toHexString()).toBe(owner.id)
  })

  it('wins against claims that come at the same time', async () => {
    for (let round = 0; round < 3; round += 1) {
      // Prepare
      const phone = `+20101010110${round}`
      const [owner, claimer, other] = [await aClient(), await aClient(), await aClient({ phone })]
      const idToken = firebase.its.mint({ uid: `p7${round}`, phoneNumber: phone })
      // Act
      const [proof] = await Promise.all([
        verifyPhone(owner, idToken),
        call(userRoutes.updateMe, { as: claimer, body: { phone } }),
        call(userRoutes.updateMe, { as: other, body: { firstName: 'Mona' } }),
      ])
      // Assess
      expect(proof.status).toBe(201)
      expect(await User.find({ phone }).lean()).toMatchObject([{ phoneVerifiedAt: expect.any(Date) as Date }])
    }
  })

  it('gives a number to one of two accounts that prove it at once', async () => {
    const [a, b] = [await aClient(), await aClient()]
    const idToken = firebase.its.mint({ uid: 'p5', phoneNumber: '+201000000005' })
    const answers = await Promise.all([verifyPhone(a, idToken), verifyPhone(b, idToken)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400])
  })
})
