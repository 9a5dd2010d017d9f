import { describe, expect, it } from 'vitest'
import { startFcmFake } from '#infra/fakes/fcm.ts'
import { startFirebaseFake } from '#infra/fakes/firebase.ts'
import { sendPush } from '#lib/gateways/push/send-push.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { aFake } from '#lib/testing/fakes.ts'

aFake(startFirebaseFake)
const fcm = aFake(startFcmFake)

sendLogsTo(() => undefined)

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

  it.each(['UNREGISTERED', 'INVALID_TOKEN', 'INVALID_TOKEN_TEXT', 'SENDER_ID_MISMATCH'] as const)(
    'reports the token as dead if FCM answers %s',
    async (fault) => {
      fcm.its.refuse('device-with-fault', fault, 1)
      expect(await sendPush({ ...push, token: 'device-with-fault' })).toBe('dead')
    },
  )

  it.each(['INVALID_PAYLOAD', 'TOO_LARGE', 'NO_TOKEN'] as const)(
    'is refused for good, with nothing against the token, if FCM answers %s',
    async (fault) => {
      fcm.its.refuse('device-with-fault', fault, 1)
      expect(await sendPush({ ...push, token: 'device-with-fault' })).toBe('refused')
    },
  )

  it('is refused for good if the SDK itself does not send it', async () => {
    expect(await sendPush({ ...push, data: { jobId: 7 as unknown as string } })).toBe('refused')
  })

  it.each([
    'PROJECT_NOT_FOUND',
    'PERMISSION_DENIED',
    'UNAUTHENTICATED',
    'THIRD_PARTY_AUTH_ERROR',
    'QUOTA_EXCEEDED',
    'INTERNAL',
  ] as const)('throws if FCM answers %s, since another try may help', async (fault) => {
    fcm.its.refuse('device-with-fault', fault, 1)
    await expect(sendPush({ ...push, token: 'device-with-fault' })).rejects.toThrow()
  })

  it('throws if FCM does not answer, before its function runs out of time', { timeout: 15_000 }, async () => {
    fcm.its.failNext(0)
    await expect(sendPush(push)).rejects.toThrow('in time')
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
