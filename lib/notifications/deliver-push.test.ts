import { beforeEach, describe, expect, it } from 'vitest'
import { startFcmFake } from '#infra/fakes/fcm.ts'
import type { PushFault } from '#infra/fakes/fcm-refusals.ts'
import { startFirebaseFake } from '#infra/fakes/firebase.ts'
import { Device } from '#lib/model/device.model.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { deliverPush } from '#lib/notifications/deliver-push.ts'
import { changePreferences } from '#lib/notifications/preferences.ts'
import { storeNotification } from '#lib/notifications/store-notification.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, newId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { aPhoneOf } from '#lib/testing/devices.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient } from '#lib/testing/people.ts'

aDatabase()
aFake(startFirebaseFake)
const fcm = aFake(startFcmFake)

beforeEach(() => fcm.its.emptyBox())

/** A notification of a user with these devices, ready to be pushed. */
async function aPush(...names: readonly string[]) {
  const user = await aClient()
  const tokens: string[] = []
  for (const name of names) tokens.push(await aPhoneOf(user, name))
  const { _id } = await storeNotification({
    userId: user.id,
    eventId: newId<'Event'>(),
    type: 'quote',
    words: { ar: { title: 'عرض جديد', message: 'م' }, en: { title: 'A new quote', message: 'm' } },
    data: {},
    channels: ['push'],
    notBefore: null,
    at: clock(),
  })
  const message = { notificationId: idOf<'Notification'>(_id), userId: user.id }
  return {
    user,
    tokens,
    push: () => deliverPush(message),
    notification: () => Notification.findById(_id).lean(),
  }
}

const pushedTo = () => fcm.its.box().map(({ token }) => token)
const devicesOf = async (user: { readonly id: string }) =>
  (await Device.find({ user: objectId(user.id as never) }).lean()).map(({ token }) => token)

describe('a push that waited', () => {
  it('is not sent to who has turned pushes of its kind off since', async () => {
    // Prepare
    const { user, push } = await aPush('phone')
    await changePreferences(user.id, { quote: { push: false } })
    // Act
    await push()
    // Assess
    expect(pushedTo()).toEqual([])
  })
})

describe('one bad device among good ones', () => {
  it.each(['UNREGISTERED', 'INVALID_TOKEN', 'INVALID_TOKEN_TEXT', 'SENDER_ID_MISMATCH'] as const)(
    'is deleted if FCM answers %s; the others get the push once, and nothing is tried again',
    async (fault) => {
      // Prepare
      const { user, tokens, push, notification } = await aPush('good', 'bad', 'fine')
      const [good = '', bad = '', fine = ''] = tokens
      fcm.its.refuse(bad, fault)
      // Act: the queue delivers the message as often as it may
      for (let time = 0; time < 5; time += 1) await push()
      // Assess
      expect(pushedTo().sort()).toEqual([good, fine].sort())
      expect((await devicesOf(user)).sort()).toEqual([good, fine].sort())
      expect((await notification())?.pushedAt).toBeInstanceOf(Date)
    },
  )

  it.each(['INTERNAL', 'QUOTA_EXCEEDED', 'PROJECT_NOT_FOUND', 'THIRD_PARTY_AUTH_ERROR'] as const)(
    'is tried alone if FCM answers %s, until it has the push; no device is deleted',
    async (fault) => {
      // Prepare
      const { user, tokens, push } = await aPush('good', 'busy', 'fine')
      const [good = '', busy = '', fine = ''] = tokens
      fcm.its.refuse(busy, fault, 2)
      // Act
      await expect(push()).rejects.toThrow()
      await expect(push()).rejects.toThrow()
      await push()
      await push()
      // Assess
      expect(pushedTo().sort()).toEqual([good, busy, fine].sort())
      expect(await devicesOf(user)).toHaveLength(3)
    },
  )

  it('is kept if it is our text that FCM does not accept, and the push is given up', async () => {
    // Prepare
    const { user, tokens, push, notification } = await aPush('first', 'second')
    for (const token of tokens) fcm.its.refuse(token, 'INVALID_PAYLOAD' satisfies PushFault)
    // Act
    await push()
    // Assess
    expect(pushedTo()).toEqual([])
    expect(await devicesOf(user)).toHaveLength(2)
    expect((await notification())?.pushedAt).toBeInstanceOf(Date)
  })

  it('of two that fail in different ways: the dead one goes, the busy one is tried again', async () => {
    // Prepare
    const { user, tokens, push } = await aPush('dead', 'busy', 'good')
    const [dead = '', busy = '', good = ''] = tokens
    fcm.its.refuse(dead, 'UNREGISTERED')
    fcm.its.refuse(busy, 'INTERNAL', 1)
    // Act
    await expect(push()).rejects.toThrow()
    await push()
    // Assess
    expect(pushedTo().sort()).toEqual([busy, good].sort())
    expect((await devicesOf(user)).sort()).toEqual([busy, good].sort())
  })
})
