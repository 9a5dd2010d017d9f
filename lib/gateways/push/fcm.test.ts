import { describe, expect, it } from 'vitest'
import { startFcmFake } from '#infra/fakes/fcm.ts'
import { startFirebaseFake } from '#infra/fakes/firebase.ts'
import { sendPush } from '#lib/gateways/push/send-push.ts'
import { aFake } from '#lib/testing/fakes.ts'

aFake(startFirebaseFake)
const fcm = aFake(startFcmFake)

const push = {
  token: 'device-of-mona',
  title: 'عرض جديد',
  body: 'أرسل كريم عرضًا',
  data: { notificationId: 'n1', jobId: 'j1' },
  collapseKey: 'n1',
}

describe('a push', () => {
  it('reaches the device with its text, its ids and its collapse key', async () => {
    expect(await sendPush(push)).toBe('accepted')
    expect(fcm.its.box()[0]).toMatchObject(push)
  })

  it('reports that the app was uninstalled', async () => {
    fcm.its.uninstall('gone-device')
    expect(await sendPush({ ...push, token: 'gone-device' })).toBe('dead')
  })

  it('is sent again by the SDK if the service is too busy', async () => {
    fcm.its.emptyBox()
    fcm.its.failNext(503)
    expect(await sendPush(push)).toBe('accepted')
    expect(fcm.its.box()).toHaveLength(1)
  })

  it.each([500, 429])('throws if the service answers with %d, so that it is tried again', async (status) => {
    fcm.its.failNext(status)
    await expect(sendPush(push)).rejects.toThrow()
  })
})
