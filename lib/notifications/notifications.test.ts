import { describe, expect, it } from 'vitest'
import { Device } from '#lib/model/device.model.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { addDevice, removeDevice } from '#lib/notifications/devices.ts'
import { listNotifications } from '#lib/notifications/list-notifications.ts'
import { markRead } from '#lib/notifications/mark-read.ts'
import { changePreferences, readPreferences } from '#lib/notifications/preferences.ts'
import { storeNotification } from '#lib/notifications/store-notification.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type NotificationId, type UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()
const FIRST_PAGE = { page: 1, limit: 10 }

const notify = (userId: UserId, eventId: string = newId<'Event'>()) =>
  storeNotification({
    userId,
    eventId,
    type: 'quote',
    words: { ar: { title: 'عرض جديد', message: 'م' }, en: { title: 'A new quote', message: 'm' } },
    data: { jobId: newId<'Job'>() },
    channels: ['push', 'email'],
    notBefore: null,
    at: clock(),
  })

describe('a notification', () => {
  it('is stored once for its event, even if it is stored several times at once', async () => {
    const user = newId<'User'>()
    const event = newId<'Event'>()
    const stored = await Promise.all(Array.from({ length: 10 }, () => notify(user, event)))
    expect(new Set(stored.map(({ _id }) => _id.toHexString())).size).toBe(1)
    expect(await Notification.countDocuments({ user: objectId(user) })).toBe(1)
  })

  it('gets its user’s next number, without gaps or duplicates, even if many are stored at once', async () => {
    const user = newId<'User'>()
    await Promise.all(Array.from({ length: 20 }, () => notify(user)))
    const numbers = await Notification.find({ user: objectId(user) })
      .sort({ number: 1 })
      .lean()
    expect(numbers.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
  })

  it('is listed newest first in its user’s language, with the number of unread ones', async () => {
    const user = newId<'User'>()
    await notify(user)
    const last = await notify(user)
    const list = await listNotifications(FIRST_PAGE, { id: user, locale: 'ar' })
    expect(list).toMatchObject({ unreadCount: 2, pagination: { totalItems: 2 } })
    expect(list.data[0]).toMatchObject({ id: last._id.toHexString(), title: 'عرض جديد', read: false })
  })

  it('can be marked as read only by its own user', async () => {
    const user = newId<'User'>()
    const first = (await notify(user))._id.toHexString() as NotificationId
    await notify(user)
    await markRead({ ids: [first] }, newId<'User'>())
    expect(
      (await listNotifications({ ...FIRST_PAGE, unread: 'true' }, { id: user, locale: 'en' })).data,
    ).toHaveLength(2)
    expect(await markRead({ ids: [first, newId<'Notification'>()] }, user)).toEqual({ unreadCount: 1 })
    expect(await markRead({ all: true }, user)).toEqual({ unreadCount: 0 })
  })
})

describe('preferences', () => {
  it('have everything on except new jobs at first, and no quiet hours', async () => {
    const shown = await readPreferences(newId<'User'>())
    expect(shown).toMatchObject({ quote: { push: true, email: true }, newJob: { push: false, email: false } })
    expect(shown.quietHours).toBeNull()
  })

  it('change only in what the request names', async () => {
    const user = newId<'User'>()
    await Promise.all([
      changePreferences(user, { quote: { email: false } }),
      changePreferences(user, { quietHours: { from: '22:00', to: '08:00' } }),
    ])
    const shown = await changePreferences(user, { status: { push: false } })
    expect(shown).toMatchObject({
      quote: { push: true, email: false },
      status: { push: false, email: true },
      quietHours: { from: '22:00', to: '08:00' },
    })
  })
})

describe('a device', () => {
  const aLogin = (id = newId<'User'>()) => ({ id, session: newId<'Session'>() })

  it('belongs to the user who logged in on it last', async () => {
    const [first, second] = [aLogin(), aLogin()]
    const token = `device-${newId<'Device'>()}`
    await addDevice({ token, platform: 'ios' }, first)
    await addDevice({ token, platform: 'ios' }, second)
    expect(await Device.find({ token }, { user: 1, session: 1, _id: 0 }).lean()).toEqual([
      { user: objectId(second.id), session: objectId(second.session) },
    ])
  })

  it('can be removed only by its own user', async () => {
    const user = aLogin()
    const token = `device-${newId<'Device'>()}`
    await addDevice({ token, platform: 'android' }, user)
    await removeDevice(token, newId<'User'>())
    expect(await Device.countDocuments({ token })).toBe(1)
    await removeDevice(token, user.id)
    expect(await Device.countDocuments({ token })).toBe(0)
  })

  it('is removed if it is the oldest of twenty-one', async () => {
    const { id } = aLogin()
    for (let n = 0; n < 21; n += 1) await addDevice({ token: `d-${id}-${n}`, platform: 'web' }, aLogin(id))
    const devices = await Device.find({ user: objectId(id) }).lean()
    expect(devices).toHaveLength(20)
    expect(devices.map(({ token }) => token)).not.toContain(`d-${id}-0`)
  })
})
