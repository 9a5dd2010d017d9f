import { describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { startFirebaseFake } from '#infra/fakes/firebase.ts'
import { startResendFake } from '#infra/fakes/resend.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Connection } from '#lib/model/connection.model.ts'
import { User } from '#lib/model/user.model.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient } from '#lib/testing/people.ts'
import { AppSocket, localSockets } from '#lib/testing/sockets.ts'

aDatabase()
const firebase = aFake(startFirebaseFake)
const resend = aFake(startResendFake)
const sockets = localSockets()

const PASSWORD = 'a word of the owner'

const social = (identity: Parameters<typeof firebase.its.mint>[0], role?: string) =>
  call(authRoutes.socialLogin, { body: { idToken: firebase.its.mint(identity), ...(role && { role }) } })
const login = (loginIdentifier: string, password = PASSWORD) =>
  call(authRoutes.login, { body: { loginIdentifier, password, type: 'clients' } })

/** Whoever reads the mails of this address sets a new password. */
async function resetBy(email: string): Promise<void> {
  await call(authRoutes.forgotPassword, { body: { email } })
  const mail = resend.its.box().find(({ to }) => to === email)
  const token = /reset-password\?token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
  const { status } = await call(authRoutes.resetPassword, { body: { token, password: PASSWORD } })
  expect(status).toBe(201)
}

describe('an account that somebody opened with an e-mail that they did not prove', () => {
  it.each(['facebook.com', 'apple.com', 'google.com'])(
    'is closed to their identity of %s once the owner of the e-mail has set a password',
    async (provider) => {
      // Prepare
      const email = `owner@${provider}.example`
      const squatter = { uid: `squatter-${provider}`, email, emailVerified: false, provider }
      const opened = await social(squatter, 'Client')
      expect(opened.status).toBe(201)
      // Act
      await resetBy(email)
      const again = await social(squatter)
      const asOther = await social({ ...squatter, email: `other@${provider}.example` })
      // Assess
      expect([again.status, again.body.code]).toEqual([400, 'IDENTITY_WITHOUT_EMAIL'])
      expect([asOther.status, asOther.body.code]).toEqual([400, 'ROLE_REQUIRED'])
      expect((await login(email)).body.user.id).toBe(opened.body.user.id)
      const entry = { action: 'user.unlinkIdentity' as const, 'target.id': opened.body.user.id }
      expect(await ActivityLog.countDocuments(entry)).toBe(1)
    },
  )

  it.each([
    ['a password', () => aClient()],
    [
      'an identity without proof',
      async () => {
        const squatter = {
          uid: 'nobody',
          email: 'hoda@example.com',
          emailVerified: false,
          provider: 'facebook.com',
        }
        const { body } = await social(squatter, 'Client')
        return { id: body.user.id, email: squatter.email, token: body.token }
      },
    ],
  ])(
    'closes the sockets of whoever opened it with %s, once its owner comes with a proof',
    async (_with, squat) => {
      // Prepare
      const squatter = await squat()
      const app = await AppSocket.open(sockets.its.url, { authorization: `Bearer ${squatter.token}` })
      // Act
      const owner = await social({ uid: `owner of ${squatter.email}`, email: squatter.email })
      // Assess
      expect([owner.status, owner.body.user.id]).toEqual([201, squatter.id])
      await app.closed
      expect(await Connection.countDocuments({ user: squatter.id })).toBe(0)
    },
  )

  it('takes the identity of its owner afterwards, and keeps it at the next new password', async () => {
    // Prepare
    const email = 'salma@example.com'
    await social({ uid: 'squatter', email, emailVerified: false, provider: 'facebook.com' }, 'Client')
    await resetBy(email)
    // Act
    const linked = await social({ uid: 'salma', email })
    await resetBy(email)
    const again = await social({ uid: 'salma', email })
    // Assess
    expect([linked.status, again.status]).toEqual([201, 201])
    expect(again.body.user.id).toBe(linked.body.user.id)
    expect(await User.countDocuments({ email })).toBe(1)
    expect(
      await ActivityLog.countDocuments({ action: 'user.unlinkIdentity', actor: again.body.user.id }),
    ).toBe(1)
  })
})
