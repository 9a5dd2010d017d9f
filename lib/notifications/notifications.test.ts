import { describe, expect, it } from 'vitest'
import { addDevice, forgetDevice } from '#lib/notifications/devices.ts'
import { Device } from '#lib/notifications/device.model.ts'
import { listNotifications } from '#lib/notifications/list-notifications.ts'
import { markRead } from '#lib/notifications/mark-read.ts'
import { Notification } from '#lib/notifications/notification.model.ts'
import { changePreferences, readPreferences } from '#lib/notifications/preferences.ts'
import { storeNotification } from '#lib/notifications/store-notification.ts'
import { unsubscribe } from '#lib/notifications/unsubscribe.ts'
import { unsubscribePage } from '#lib/notifications/unsubscribe-page.ts'
import { unsubscribeToken } from '#lib/notifications/unsubscribe-token.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type NotificationId, type UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()
const FIRST_PAGE = { page: 1, limit: 10 }

const told = (userId: UserId, eventId: string = newId<'Event'>()) =>
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
  it('of one event is stored once, from however many sides at once', async () => {
    const user = newId<'User'>()
    const event = newId<'Event'>()
    const stored = await Promise.all(Array.from({ length: 10 }, () => told(user, event)))
    expect(new Set(stored.map(({ _id }) => _id.toHexString())).size).toBe(1)
    expect(await Notification.countDocuments({ user: objectId(user) })).toBe(1)
  })

  it('has its user’s next number, without gap or double, however many come at once', async () => {
    const user = newId<'User'>()
    await Promise.all(Array.from({ length: 20 }, () => told(user)))
    const numbers = await Notification.find({ user: objectId(user) })
      .sort({ number: 1 })
      .lean()
    expect(numbers.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
  })

  it('is listed newest first in the reader’s language, with the number of unread ones', async () => {
    const user = newId<'User'>()
    await told(user)
    const last = await told(user)
    const list = await listNotifications(FIRST_PAGE, { id: user, locale: 'ar' })
    expect(list).toMatchObject({ unreadCount: 2, pagination: { totalItems: 2 } })
    expect(list.data[0]).toMatchObject({ id: last._id.toHexString(), title: 'عرض جديد', read: false })
  })

  it('is marked read by its own user alone', async () => {
    const user = newId<'User'>()
    const first = (await told(user))._id.toHexString() as NotificationId
    await told(user)
    await markRead({ ids: [first] }, newId<'User'>())
    expect(
      (await listNotifications({ ...FIRST_PAGE, unread: 'true' }, { id: user, locale: 'en' })).data,
    ).toHaveLength(2)
    expect(await markRead({ ids: [first, newId<'Notification'>()] }, user)).toEqual({ unreadCount: 1 })
    expect(await markRead({ all: true }, user)).toEqual({ unreadCount: 0 })
  })
})

describe('preferences', () => {
  it('start with everything on but new jobs, and no quiet hours', async () => {
    const shown = await readPreferences(newId<'User'>())
    expect(shown).toMatchObject({ quote: { push: true, email: true }, newJob: { push: false, email: false } })
    expect(shown.quietHours).toBeNull()
  })

  it('change what is named and nothing else', async () => {
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

describe('the unsubscribe link', () => {
  it('stops e-mails of its kind when its button is pressed, not when it is opened', async () => {
    const userId = newId<'User'>()
    const token = await unsubscribeToken({ userId, type: 'quote' })
    expect(await unsubscribePage(token)).toContain('<form method="post"')
    expect((await readPreferences(userId)).quote.email).toBe(true)

    await unsubscribe(token, 'en')

    expect((await readPreferences(userId)).quote).toEqual({ push: true, email: false })
    expect((await readPreferences(userId)).invitation.email).toBe(true)
  })

  it.each([
    ['of another kind', (token: string) => token.replace('.quote.', '.status.')],
    ['of another person', (token: string) => newId<'User'>() + token.slice(24)],
    ['cut short', (token: string) => token.slice(0, -1)],
    ['of no kind', (token: string) => token.replace('.quote.', '.nothing.')],
  ])('%s is refused', async (_what, forged) => {
    const token = await unsubscribeToken({ userId: newId<'User'>(), type: 'quote' })
    await expect(unsubscribe(forged(token), 'en')).rejects.toThrow('INVALID_UNSUBSCRIBE_LINK')
  })
})

describe('a device', () => {
  it('belongs to whoever logged in on it last', async () => {
    const [first, second] = [newId<'User'>(), newId<'User'>()]
    const token = `device-${newId<'Device'>()}`
    await addDevice({ token, platform: 'ios' }, first)
    await addDevice({ token, platform: 'ios' }, second)
    expect(await Device.find({ token }, { user: 1, _id: 0 }).lean()).toEqual([{ user: objectId(second) }])
  })

  it('is forgotten by its own user alone', async () => {
    const user = newId<'User'>()
    const token = `device-${newId<'Device'>()}`
    await addDevice({ token, platform: 'android' }, user)
    await forgetDevice(token, newId<'User'>())
    expect(await Device.countDocuments({ token })).toBe(1)
    await forgetDevice(token, user)
    expect(await Device.countDocuments({ token })).toBe(0)
  })

  it('the twenty-first makes the oldest leave', async () => {
    const user = newId<'User'>()
    for (let n = 0; n < 21; n += 1) await addDevice({ token: `d-${user}-${n}`, platform: 'web' }, user)
    const kept = await Device.find({ user: objectId(user) }).lean()
    expect(kept).toHaveLength(20)
    expect(kept.map(({ token }) => token)).not.toContain(`d-${user}-0`)
  })
})
