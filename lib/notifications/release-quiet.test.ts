import { Types } from 'mongoose'
import { expect, it } from 'vitest'
import { queues } from '#functions/consumers.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { releaseQuiet } from '#lib/notifications/release-quiet.ts'
import { addMs, clock, HOUR, MINUTE } from '#lib/platform/clock.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { drainQueue } from '#lib/testing/queues.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const sqs = aFake(() => startSqsFake(queues))
const idsOn = async (name: string) =>
  (await drainQueue(sqs.its.env[`${name}_QUEUE_URL`] ?? '')).map(
    (body) => (JSON.parse(body) as { notificationId: string }).notificationId,
  )

/** Notifications that quiet hours hold back until then. */
async function heldBack(count: number, notBefore: Date): Promise<readonly string[]> {
  const words = { title: 'A title', message: 'A message' }
  const held = Array.from({ length: count }, () => ({
    _id: new Types.ObjectId(),
    user: new Types.ObjectId(),
    number: 1,
    event: new Types.ObjectId(),
    type: 'quote' as const,
    words: { ar: words, en: words },
    channels: ['push', 'email'] as const,
    notBefore,
    createdAt: clock(),
  }))
  await Notification.insertMany(held)
  return held.map(({ _id }) => _id.toHexString())
}

it('sends what quiet hours held back once they are over, once on each channel, and nothing before', async () => {
  // Prepare
  const over = await heldBack(120, addMs(clock(), -MINUTE))
  await heldBack(3, addMs(clock(), HOUR))
  // Act
  const first = await runToEnd(releaseQuiet)
  const second = await runToEnd(releaseQuiet)
  // Assess
  expect([first, second]).toEqual([
    { handedOut: 120, more: false },
    { handedOut: 0, more: false },
  ])
  expect((await idsOn('PUSH')).toSorted()).toEqual(over.toSorted())
  expect((await idsOn('EMAIL')).toSorted()).toEqual(over.toSorted())
  expect(await Notification.countDocuments({ notBefore: null })).toBe(120)
})
