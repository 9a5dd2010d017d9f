import { beforeEach, describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { startFcmFake } from '#infra/fakes/fcm.ts'
import { startFirebaseFake } from '#infra/fakes/firebase.ts'
import { startResendFake } from '#infra/fakes/resend.ts'
import { Device } from '#lib/model/device.model.ts'
import { Session } from '#lib/model/session.model.ts'
import { User } from '#lib/model/user.model.ts'
import { deliverPush } from '#lib/notifications/deliver-push.ts'
import { storeNotification } from '#lib/notifications/store-notification.ts'
import { hashPassword } from '#lib/passwords/password.ts'
import { clock, HOUR, realTime } from '#lib/platform/clock.ts'
import { idOf, newId, type UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { readAccessToken } from '#lib/sessions/access-token.ts'
import { endSession } from '#lib/sessions/session.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, type Somebody } from '#lib/testing/people.ts'

aDatabase()
aFake(startFirebaseFake)
const fcm = aFake(startFcmFake)
const resend = aFake(startResendFake)

const OLD_PASSWORD = 'the old password'
const password = await hashPassword(OLD_PASSWORD)

beforeEach(() => fcm.its.emptyBox())

interface Login {
  readonly token: string
  readonly refreshToken: string
}

async function logIn({ email }: Somebody): Promise<Login> {
  const { body } = await call(authRoutes.login, {
    body: { loginIdentifier: email, password: OLD_PASSWORD, type: 'clients' },
  })
  return body
}

/** A user who is logged in on two phones, each registered for pushes. */
async function twoPhones() {
  const user = await aClient({ password })
  const [here, there] = [user, await logIn(user)]
  await register(here, `here-${user.id}`)
  await register(there, `there-${user.id}`)
  return { user, here, there }
}

const register = async (login: Pick<Login, 'token'>, token: string) => {
  const { status } = await call(notificationRoutes.addDevice, {
    as: login,
    body: { token, platform: 'android' },
  })
  expect(status).toBe(201)
}

const sessionOf = async ({ token }: Pick<Login, 'token'>) => (await readAccessToken(token)).sessionId

/** A private notification, stored and on its queue. */
async function aQueuedPush(userId: UserId) {
  const { _id } = await storeNotification({
    userId,
    eventId: newId<'Event'>(),
    type: 'message',
    words: { ar: { title: 'كريم', message: 'رسالة' }, en: { title: 'Karim', message: 'A message' } },
    data: {},
    channels: ['push'],
    notBefore: null,
    at: clock(),
  })
  return () => deliverPush({ notificationId: idOf<'Notification'>(_id), userId })
}

/** Pushes a private notification to a user. Returns the first words of the tokens that got it. */
async function pushTo(userId: UserId): Promise<readonly string[]> {
  await (
    await aQueuedPush(userId)
  )()
  return pushed()
}

const pushed = () =>
  fcm.its
    .box()
    .map(({ token }) => token.slice(0, token.indexOf('-')))
    .sort()

const ENDS: readonly (readonly [
  string,
  (phones: Awaited<ReturnType<typeof twoPhones>>) => Promise<unknown>,
])[] = [
  ['its user logged out there', ({ there }) => call(authRoutes.logout, { as: there })],
  [
    'its user set a new password on the other phone',
    ({ here }) =>
      call(userRoutes.updateMe, {
        as: here,
        body: { currentPassword: OLD_PASSWORD, newPassword: 'another good one' },
      }),
  ],
  ['its session was ended by staff', async ({ there }) => endSession(await sessionOf(there), 'ban')],
  [
    'its session has run out',
    async ({ there }) =>
      Session.updateOne(
        { _id: await sessionOf(there) },
        { $set: { expiresAt: new Date(realTime().getTime() - HOUR) } },
      ),
  ],
  [
    'its session ended in the database alone',
    async ({ there }) =>
      Session.updateOne(
        { _id: await sessionOf(there) },
        { $set: { endedAt: realTime(), endedBecause: 'reuse' } },
      ),
  ],
]

describe('a phone gets no more pushes after', () => {
  it.each(ENDS)('%s; the other one does', async (_what, end) => {
    // Prepare
    const phones = await twoPhones()
    expect(await pushTo(phones.user.id)).toEqual(['here', 'there'])
    fcm.its.emptyBox()
    // Act
    await end(phones)
    // Assess
    expect(await pushTo(phones.user.id)).toEqual(['here'])
    const left = await Device.find({ user: objectId(phones.user.id) }).lean()
    expect(left.map(({ token }) => token)).toEqual([`here-${phones.user.id}`])
  })

  it('its user reset the password: no phone does, until it logs in and registers again', async () => {
    // Prepare
    const { user } = await twoPhones()
    await call(authRoutes.forgotPassword, { body: { email: user.email } })
    const mail = resend.its.box().find(({ to }) => to === user.email)
    const token = /token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
    // Act
    await call(authRoutes.resetPassword, { body: { token, password: OLD_PASSWORD } })
    // Assess
    expect(await pushTo(user.id)).toEqual([])
    await register(await logIn(user), `again-${user.id}`)
    expect(await pushTo(user.id)).toEqual(['again'])
  })

  it('its user was banned', async () => {
    const { user } = await twoPhones()
    await User.updateOne({ _id: objectId(user.id) }, { $set: { isBanned: true } })
    expect(await pushTo(user.id)).toEqual([])
  })

  it('a logout while the push was on its queue', async () => {
    // Prepare
    const { user, there } = await twoPhones()
    const push = await aQueuedPush(user.id)
    // Act
    await call(authRoutes.logout, { as: there })
    await push()
    // Assess
    expect(pushed()).toEqual(['here'])
  })

  it('somebody else logged in on it: it shows theirs alone', async () => {
    // Prepare
    const { user } = await twoPhones()
    const other = await aClient()
    // Act
    await register(other, `there-${user.id}`)
    // Assess
    expect(await pushTo(user.id)).toEqual(['here'])
    fcm.its.emptyBox()
    expect(await pushTo(other.id)).toEqual(['there'])
  })
})

describe('a phone goes on getting pushes', () => {
  it('when its session is renewed', async () => {
    const { user, there } = await twoPhones()
    await call(authRoutes.refresh, { body: { refreshToken: there.refreshToken } })
    expect(await pushTo(user.id)).toEqual(['here', 'there'])
  })

  it('when the earlier login on it ends after the app has registered with the new one', async () => {
    // Prepare
    const { user, there } = await twoPhones()
    await register(await logIn(user), `there-${user.id}`)
    // Act
    await call(authRoutes.logout, { as: there })
    // Assess
    expect(await pushTo(user.id)).toEqual(['here', 'there'])
  })
})
