import { describe, expect, it } from 'vitest'
import { startFcmStandIn } from '#infra/local/stand-ins/fcm.ts'
import { startFirebaseStandIn } from '#infra/local/stand-ins/firebase.ts'
import { sendPush } from '#lib/gateways/push/push.ts'
import { aStandIn } from '#lib/testing/stand-ins.ts'

aStandIn(startFirebaseStandIn)
const fcm = aStandIn(startFcmStandIn)

const push = {
  token: 'device-of-mona',
  title: 'عرض جديد',
  body: 'أرسل كريم عرضًا',
  data: { notificationId: 'n1', jobId: 'j1' },
  collapseKey: 'n1',
}

describe('a push', () => {
  it('reaches the device with its words, its ids and its collapse key', async () => {
    expect(await sendPush(push)).toBe('accepted')
    expect(fcm.its.box()[0]).toMatchObject(push)
  })

  it('finds out that the app is gone', async () => {
    fcm.its.uninstall('gone-device')
    expect(await sendPush({ ...push, token: 'gone-device' })).toBe('dead')
  })

  it('that the service is too busy for is sent again by its own SDK', async () => {
    fcm.its.emptyBox()
    fcm.its.failNext(503)
    expect(await sendPush(push)).toBe('accepted')
    expect(fcm.its.box()).toHaveLength(1)
  })

  it.each([500, 429])(
    'that the service answers with %d is an error, so that it is tried again',
    async (status) => {
      fcm.its.failNext(status)
      await expect(sendPush(push)).rejects.toThrow()
    },
  )
})
