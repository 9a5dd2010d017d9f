import { describe, expect, it } from 'vitest'
import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { routes } from '#functions/routes.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { call } from '#lib/testing/call.ts'
import { aClient, aCraftsman } from '#lib/testing/people.ts'
import { resetScene, sampleOf, send, theDemoScene } from '#lib/testing/samples.ts'

theDemoScene()
const { blockUser, unblockUser } = messageRoutes

/** What changes nothing that anybody will have to account for, and why. A new route is logged, or stands here. */
const NOT_LOGGED: Readonly<Record<string, string>> = {
  login: 'a session has a record of its own',
  refresh: 'a session has a record of its own',
  logout: 'a session has a record of its own',
  secondFactor: 'a session has a record of its own',
  forgotPassword: 'asking changes nothing; the new password is logged',
  signUpload: 'a signature; the picture is logged with the profile',
  uploadServicePicture: 'a signature; the picture is logged with the service',
  sendMessage: 'a message has a record of its own',
  markThreadRead: 'what somebody has read',
  markNotificationsRead: 'what somebody has read',
  changeNotificationPreferences: 'how somebody wants to be told',
  unsubscribe: 'how somebody wants to be told',
  addDevice: 'how somebody wants to be told',
  forgetDevice: 'how somebody wants to be told',
  issueTicket: 'a ticket lasts for seconds',
  initiatePayment: 'the demo scene has a pending payment, which is answered again',
  unblockUser: 'nobody is blocked in the demo scene',
  sendEmail: 'an e-mail to the support desk',
  askFaq: 'a question has a record of its own',
  rateFaqAnswer: 'what an answer was worth stands with its question',
}

describe.each(routes.filter(({ method }) => method !== 'GET'))('$method $path', (route) => {
  it(`leaves ${route.name in NOT_LOGGED ? 'nothing' : 'an entry'} in the activity log`, async () => {
    // Prepare
    await resetScene()
    const event = await sampleOf(route)
    const before = await ActivityLog.countDocuments()
    // Act
    const { status, text } = await send(route, event)
    // Assess
    expect(status, text).toBeLessThan(300)
    const entries = (await ActivityLog.countDocuments()) - before
    if (route.name in NOT_LOGGED) expect(entries).toBe(0)
    else expect(entries).toBeGreaterThan(0)
  })
})

it('a block and its end are logged once, however often they are asked for', async () => {
  // Prepare
  const [me, other] = [await aClient(), await aCraftsman()]
  const params = { userId: other.id }
  // Act
  for (const route of [blockUser, blockUser, unblockUser, unblockUser]) {
    await call(route, { as: me, params })
  }
  // Assess
  const entries = await ActivityLog.find({ actor: me.id }).sort({ _id: 1 }).lean()
  expect(entries.map(({ action }) => action)).toEqual(['user.block', 'user.unblock'])
})
