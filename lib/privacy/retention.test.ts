import { afterEach, describe, expect, it } from 'vitest'
import { adminVerificationRoutes } from '#functions/admin/verifications.routes.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { SettingsVersion } from '#lib/model/settings-version.model.ts'
import { Verification } from '#lib/model/verification.model.ts'
import { storeNotification } from '#lib/notifications/store-notification.ts'
import { addMs, clock, DAY, realTime, setClockOffset } from '#lib/platform/clock.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { handOutExpired } from '#lib/privacy/hand-out-expired.ts'
import { forgetSettings } from '#lib/settings/settings.ts'
import { call } from '#lib/testing/call.ts'
import { daysPass, erasuresCanRun } from '#lib/testing/erasures.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aModerator } from '#lib/testing/people.ts'
import { aWaitingVerification } from '#lib/testing/verifications.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const { cloudinary } = erasuresCanRun()
afterEach(() => {
  setClockOffset(0)
  forgetSettings()
})

const aNotification = (userId: UserId) =>
  storeNotification({
    userId,
    eventId: newId<'Event'>(),
    type: 'status',
    words: { ar: { title: 'a', message: 'b' }, en: { title: 'a', message: 'b' } },
    data: {},
    channels: [],
    notBefore: null,
    at: clock(),
  })

describe('what is kept', () => {
  it('for a year are notifications, and no number is given twice', async () => {
    const [{ id: one }, { id: other }] = [await aClient(), await aClient()]
    for (const user of [one, one, one, other]) await aNotification(user)
    daysPass(300)
    await aNotification(one)
    daysPass(66)
    await runToEnd(handOutExpired)
    const left = await Notification.find().sort({ user: 1 }).lean()
    expect(left.map(({ user, number }) => [user.toHexString(), number])).toEqual([[one, 4]])
    expect((await aNotification(other)).number).toBe(2)
  })

  it('for 90 days are events that were sent, and for ever those that were not', async () => {
    const event = (sentAt: Date | null) =>
      Outbox.create([{ type: 'account.erased', version: 1, data: { userId: newId() }, at: clock(), sentAt }])
    const now = realTime()
    for (const sentAt of [addMs(now, -91 * DAY), addMs(now, -89 * DAY), null]) await event(sentAt)
    await runToEnd(handOutExpired)
    expect(await Outbox.countDocuments()).toBe(2)
  })

  it('for as long as the settings say are the documents of a verification that was rejected', async () => {
    // Prepare
    const staff = await aModerator()
    const rejected = await aWaitingVerification()
    await aWaitingVerification()
    const params = { verificationId: rejected.verificationId }
    await call(adminVerificationRoutes.rejectVerification, { as: staff, params, body: { reason: 'Blurred' } })
    expect(cloudinary.its.files()).toHaveLength(2)
    await SettingsVersion.create([{ version: 1, values: { retention: { documents: 10 } }, at: clock() }])
    forgetSettings()
    // Act
    daysPass(9)
    await runToEnd(handOutExpired)
    const before = cloudinary.its.files().length
    daysPass(1.1)
    await runToEnd(handOutExpired)
    // Assess
    expect([before, cloudinary.its.files().length]).toEqual([2, 1])
    const record = await Verification.findById(rejected.verificationId).lean()
    expect(record).toMatchObject({ status: 'Rejected', verificationDocs: [] })
  })
})
