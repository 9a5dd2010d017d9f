import { randomUUID } from 'node:crypto'
import { Types } from 'mongoose'
import { beforeEach, describe, expect, it } from 'vitest'
import { queues } from '#functions/consumers.ts'
import { queues as queuesByName } from '#functions/queues/queues.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import type { EventMessage } from '#lib/events/event-message.ts'
import { queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { doWork } from '#lib/lambda/work/do-work.ts'
import { Device } from '#lib/model/device.model.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { Preferences } from '#lib/model/preferences.model.ts'
import { User } from '#lib/model/user.model.ts'
import { fanOut } from '#lib/notifications/fan-out.ts'
import { MAX_ALERTS_A_DAY } from '#lib/notifications/new-job-listeners.ts'
import { changePreferences } from '#lib/notifications/preferences.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aJob, CAIRO } from '#lib/testing/jobs.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman } from '#lib/testing/people.ts'
import { drainQueue } from '#lib/testing/queues.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

/** More than two pages. The same holds for 5,000. */
const AUDIENCE = 1_001

aDatabase()
const sqs = aFake(() => startSqsFake(queues))
const urlOf = (name: string) => sqs.its.env[`${name}_QUEUE_URL`] ?? ''

beforeEach(async () => {
  await emptyDatabase()
  for (const name of ['NOTIFICATIONS', 'REALTIME', 'PUSH', 'EMAIL', 'WORK']) await drainQueue(urlOf(name))
})

/** 5 km from where the jobs are. */
const aLittleNorth = {
  type: 'Point' as const,
  coordinates: [CAIRO.coordinates[0], CAIRO.coordinates[1] + 0.045],
}

interface Craftsman {
  readonly skill?: string
  readonly location?: typeof CAIRO
  readonly isBanned?: boolean
  readonly newJobAlerts?: boolean
}

/** Inserts craftsmen with phones at once who want pushes about new jobs. Returns their ids. */
async function craftsmen(count: number, overrides: Craftsman = {}): Promise<readonly string[]> {
  const { skill = 'Plumbing', location = CAIRO, isBanned = false, newJobAlerts = true } = overrides
  const at = new Date()
  const users = Array.from({ length: count }, () => ({
    _id: new Types.ObjectId(),
    email: `${randomUUID()}@example.com`,
    role: 'Craftsman' as const,
    firstName: 'Hassan',
    craftsmanInfo: { skills: [skill], portfolioImageUrls: [], verificationStatus: 'Pending' as const },
    location,
    isBanned,
    newJobAlerts,
    createdAt: at,
    updatedAt: at,
  }))
  await User.insertMany(users)
  await Preferences.insertMany(
    users.map(({ _id }) => ({ _id, channels: { newJob: { push: newJobAlerts } }, updatedAt: at })),
  )
  const phone = { session: new Types.ObjectId(), platform: 'android' as const, createdAt: at, updatedAt: at }
  await Device.insertMany(users.map(({ _id, email }) => ({ ...phone, user: _id, token: email })))
  return users.map(({ _id }) => _id.toHexString())
}

async function aPostedJob(): Promise<{ readonly event: EventMessage; readonly client: UserId }> {
  const { jobId, client } = await aJob()
  const data = { jobId, clientId: client.id, category: 'Plumbing' }
  const event = {
    eventId: newId(),
    type: 'job.posted' as const,
    version: 1,
    at: new Date().toISOString(),
    data,
  }
  return { event, client: client.id }
}

/** Has the workers do everything, each message twice. */
async function workOffTwice(): Promise<void> {
  const handler = queueHandler(queuesByName.work, doWork)
  for (;;) {
    const bodies = await drainQueue(urlOf('WORK'))
    if (bodies.length === 0) return
    const Records = [...bodies, ...bodies.toReversed()].map((body) => ({ messageId: randomUUID(), body }))
    expect(await handler({ Records })).toEqual({ batchItemFailures: [] })
  }
}

const toldOf = async ({ eventId }: EventMessage) =>
  (await Notification.find({ event: eventId }, { user: 1 }).lean()).map(({ user }) => user.toHexString())

describe('the audience of a new job', () => {
  it(
    'is told exactly once, however many they are, with every message delivered twice',
    async () => {
      // Prepare
      const audience = await craftsmen(AUDIENCE)
      const { event } = await aPostedJob()
      // Act
      await fanOut(event)
      await fanOut(event)
      await workOffTwice()
      // Assess
      expect((await toldOf(event)).toSorted()).toEqual(audience.toSorted())
      const pushes = (await drainQueue(urlOf('PUSH'))).map((body) => JSON.parse(body) as { userId: string })
      expect([...new Set(pushes.map(({ userId }) => userId))].toSorted()).toEqual(audience.toSorted())
    },
    timeLimit(30_000),
  )

  it('is told of at most so many jobs a day, and only of jobs within reach and outside of breaks', async () => {
    // Prepare
    const [tired = '', fresh = '', near = '', paused = ''] = await craftsmen(4)
    await User.updateOne(
      { _id: near },
      { $set: { 'craftsmanInfo.serviceRadiusKm': 1, location: aLittleNorth } },
    )
    const pausedUntil = new Date(Date.now() + 86_400_000)
    await User.updateOne(
      { _id: paused },
      { $set: { 'craftsmanInfo.availability': { weekly: [], pausedUntil } } },
    )
    await Notification.collection.insertMany(
      Array.from({ length: MAX_ALERTS_A_DAY }, (_, i) => ({
        _id: new Types.ObjectId(),
        user: new Types.ObjectId(tired),
        number: i + 1,
        event: new Types.ObjectId(),
        type: 'newJob' as const,
        createdAt: new Date(),
      })) as never[],
    )
    const { event } = await aPostedJob()
    // Act
    await fanOut(event)
    await workOffTwice()
    // Assess
    expect(await toldOf(event)).toEqual([fresh])
  })

  it('is who has the skill, works in the area, wants the alerts and is not banned; never the client', async () => {
    // Prepare
    const alexandria = { type: 'Point' as const, coordinates: [29.9187, 31.2001] as [number, number] }
    const audience = await craftsmen(3)
    await craftsmen(1, { skill: 'Carpentry' })
    await craftsmen(1, { location: alexandria })
    await craftsmen(1, { isBanned: true })
    await craftsmen(1, { newJobAlerts: false })
    const { event, client } = await aPostedJob()
    await User.updateOne(
      { _id: client },
      {
        $set: {
          role: 'Craftsman',
          location: CAIRO,
          newJobAlerts: true,
          craftsmanInfo: { skills: ['Plumbing'] },
        },
      },
    )
    // Act
    await fanOut(event)
    await workOffTwice()
    // Assess
    expect((await toldOf(event)).toSorted()).toEqual(audience.toSorted())
  })

  it('has those who turn the alerts on, on either channel, as long as they are on', async () => {
    // Prepare
    const { id } = await aCraftsman({ location: CAIRO })
    const isTold = async () => {
      const { event } = await aPostedJob()
      await fanOut(event)
      await workOffTwice()
      return (await toldOf(event)).includes(id)
    }
    const told: boolean[] = [await isTold()]
    // Act
    const changes = [{ email: true }, { push: true, email: false }, { push: false }]
    for (const newJob of changes) {
      await Promise.all([changePreferences(id, { newJob }), changePreferences(id, { quietHours: null })])
      told.push(await isTold())
    }
    // Assess
    expect(told).toEqual([false, true, true, false])
  })

  it('is told by others if one of them cannot be told, who alone is tried again', async () => {
    // Prepare: one recipient's quiet hours cannot be read
    const audience = await craftsmen(5)
    const [broken = ''] = audience
    const quietHours = { from: 22, to: 8 } as never
    await Preferences.collection.updateOne(
      { _id: new Types.ObjectId(broken) },
      { $set: { quietHours } },
      { upsert: true },
    )
    const { event } = await aPostedJob()
    await fanOut(event)
    const handler = queueHandler(queuesByName.work, doWork)
    const work = async () => {
      const bodies = await drainQueue(urlOf('WORK'))
      return handler({ Records: bodies.map((body) => ({ messageId: randomUUID(), body })) })
    }
    // Act
    await work()
    const first = await work()
    // Assess
    expect(first).toEqual({ batchItemFailures: [] })
    expect((await toldOf(event)).toSorted()).toEqual(audience.slice(1).toSorted())
    const left = await drainQueue(urlOf('WORK'))
    expect(left.map((body) => (JSON.parse(body) as { ids: string[] }).ids)).toEqual([[broken]])
  })
})
