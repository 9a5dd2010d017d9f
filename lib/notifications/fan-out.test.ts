import { beforeEach, describe, expect, it } from 'vitest'
import { queues } from '#functions/consumers.ts'
import { startEventBridgeFake } from '#infra/fakes/eventbridge.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { realtimeMessage } from '#lib/events/channel-messages.ts'
import { type EventMessage, eventMessage } from '#lib/events/event-message.ts'
import { publishEvent } from '#lib/events/publish-event.ts'
import { updateJob } from '#lib/jobs/update-job.ts'
import { sendMessage } from '#lib/messages/send-message.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { User } from '#lib/model/user.model.ts'
import { fanOut } from '#lib/notifications/fan-out.ts'
import { clock } from '#lib/platform/clock.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { aPhoneOf } from '#lib/testing/devices.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aHiredJob, aJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import type { Somebody } from '#lib/testing/people.ts'
import { drainQueue } from '#lib/testing/queues.ts'
import { databaseRefuses } from '#lib/testing/refused-notifications.ts'

aDatabase()
const sqs = aFake(() => startSqsFake(queues))
const bus = aFake(startEventBridgeFake)

const urlOf = (setting: string): string => sqs.its.env[setting] ?? ''
const drained = (setting: string) => drainQueue(urlOf(setting))

/** The recorded events that are on their queue. */
const recordedEvents = async (): Promise<EventMessage[]> =>
  (await drained('NOTIFICATIONS_QUEUE_URL')).map((body) => eventMessage.parse(JSON.parse(body)))

const eventOfType = async (type: string): Promise<EventMessage> => {
  const event = (await recordedEvents()).find((one) => one.type === type)
  if (!event) throw new Error(`no ${type} was recorded`)
  return event
}

const framesOnQueue = async () => {
  const bodies = await drained('REALTIME_QUEUE_URL')
  return bodies.map((body) => ({ body, ...realtimeMessage.parse(JSON.parse(body)) }))
}

/** How often an event is on the bus. */
const timesOnBus = ({ eventId }: EventMessage): number =>
  bus.its.box().filter(({ detail }) => (detail as { eventId: string }).eventId === eventId).length

/** Whom the messages of a channel are for. */
const usersOn = async (channel: string): Promise<string[]> =>
  (await drained(`${channel}_QUEUE_URL`)).map((body) => (JSON.parse(body) as { userId: string }).userId)

const notificationsOf = (user: Somebody) => Notification.find({ user: objectId(user.id) }).lean()

function pointRealtimeTo(url: string): void {
  process.env.REALTIME_QUEUE_URL = url
  forgetConfig()
}

beforeEach(async () => {
  for (const setting of ['NOTIFICATIONS', 'REALTIME', 'PUSH', 'EMAIL']) await drained(`${setting}_QUEUE_URL`)
})

describe('an event whose texts a broker may not take', () => {
  it.each([
    ['تمام 👍', 'تمام 👍'],
    ['👨‍👩‍👧‍👦 on the 2nd floor 𠮷', '👨‍👩‍👧‍👦 on the 2nd floor 𠮷'],
    ['half a pair \ud83d', 'half a pair \ufffd'],
  ])('is a message “%s”: both hear it live, and the other side is notified', async (text, read) => {
    // Prepare
    const { jobId, client, craftsman } = await aHiredJob()
    await aPhoneOf(craftsman)
    await recordedEvents()
    await sendMessage(jobId, { text }, client)
    // Act
    await fanOut(await eventOfType('message.sent'))
    // Assess
    const frames = await framesOnQueue()
    const chats = frames.filter(({ frame }) => frame.type === 'message')
    expect(chats.map(({ userId }) => userId).sort()).toEqual([client.id, craftsman.id].sort())
    for (const { frame } of chats) expect(frame.data).toMatchObject({ text: read })
    for (const { body } of frames) expect(body).toMatch(/^[ -~]*$/)
    expect(await notificationsOf(craftsman)).toHaveLength(1)
    expect(await drained('PUSH_QUEUE_URL')).toHaveLength(1)
  })

  it('is a job’s title with an emoji, and a name with one', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aHiredJob({ title: 'Fix tap 🔧' })
    await User.updateOne({ _id: objectId(craftsman.id) }, { $set: { firstName: 'كريم 🛠️' } })
    const [hired] = (await recordedEvents()).filter(({ data }) => data.to === 'Hired')
    // Act
    await fanOut(hired as EventMessage)
    // Assess
    const [notification] = await notificationsOf(client)
    expect(notification?.words.ar).toMatchObject({ message: expect.stringContaining('Fix tap 🔧') as string })
    const frames = await framesOnQueue()
    const changes = frames.filter(({ frame }) => frame.type === 'job.status')
    expect(changes.map(({ frame }) => frame.data)).toEqual([
      { jobId, from: 'Quoted', status: 'Hired' },
      { jobId, from: 'Quoted', status: 'Hired' },
    ])
    const shown = frames.find(({ frame, userId }) => frame.type === 'notification' && userId === client.id)
    expect(JSON.stringify(shown?.frame.data)).toContain('كريم 🛠️')
  })

  it('is on the bus in ASCII, and reads back as it was', async () => {
    const { jobId, client } = await aJob()
    await recordedEvents()
    await updateJob(jobId, { title: 'Now a sink 🚰' }, client)
    const event = await eventOfType('job.edited')
    await publishEvent({ ...event, data: { ...event.data, note: '🚰 حوض' } })
    expect(bus.its.box()[0]?.detail).toMatchObject({ data: { note: '🚰 حوض' } })
  })
})

describe('an event of which a frame cannot be sent', () => {
  it('is stored as a notification first, and its push and e-mail go out', async () => {
    // Prepare
    const { craftsman, client } = await aHiredJob()
    for (const user of [client, craftsman]) await aPhoneOf(user)
    const [hired] = (await recordedEvents()).filter(({ data }) => data.to === 'Hired')
    const intended = urlOf('REALTIME_QUEUE_URL')
    pointRealtimeTo(`${sqs.its.url}/000000000000/no-such-queue`)
    const publish = () => publishEvent(hired as EventMessage)
    // Act
    const first = fanOut(hired as EventMessage, publish)
    // Assess
    await expect(first).rejects.toThrow()
    expect(timesOnBus(hired as EventMessage)).toBe(0)
    pointRealtimeTo(intended)
    for (const user of [client, craftsman]) expect(await notificationsOf(user)).toHaveLength(1)
    expect(await drained('PUSH_QUEUE_URL')).toHaveLength(2)
    expect(await drained('EMAIL_QUEUE_URL')).toHaveLength(2)

    // Act: the queue delivers the event again
    await fanOut(hired as EventMessage, publish)
    // Assess: only the frames were left, and the bus
    expect(timesOnBus(hired as EventMessage)).toBe(1)
    const frames = await framesOnQueue()
    expect(frames.map(({ frame }) => frame.type).sort()).toEqual([
      'job.status',
      'job.status',
      'notification',
      'notification',
    ])
    expect(await drained('PUSH_QUEUE_URL')).toEqual([])
    expect(await drained('EMAIL_QUEUE_URL')).toEqual([])
  })
})

describe('a push', () => {
  it('is put on its queue for somebody with a phone, and for nobody else', async () => {
    // Prepare
    const { craftsman } = await aHiredJob()
    await aPhoneOf(craftsman)
    const [hired] = (await recordedEvents()).filter(({ data }) => data.to === 'Hired')
    // Act
    await fanOut(hired as EventMessage)
    // Assess
    expect(await usersOn('PUSH')).toEqual([craftsman.id])
    expect(await drained('EMAIL_QUEUE_URL')).toHaveLength(2)
  })
})

describe('an event that its queue delivers again', () => {
  const hiredCouple = async () => {
    const { client, craftsman } = await aHiredJob()
    for (const user of [client, craftsman]) await aPhoneOf(user)
    const [hired] = (await recordedEvents()).filter(({ data }) => data.to === 'Hired')
    return { client, craftsman, hired: hired as EventMessage }
  }

  it('puts nothing on the queues for whom it was sent by then', async () => {
    // Prepare
    const { client, craftsman, hired } = await hiredCouple()
    await fanOut(hired)
    for (const name of ['PUSH', 'EMAIL']) expect(await drained(`${name}_QUEUE_URL`)).toHaveLength(2)
    const sentAt = { pushedAt: clock(), emailedAt: clock() }
    await Notification.updateOne({ user: objectId(client.id) }, { $set: sentAt })
    // Act
    await fanOut(hired)
    // Assess
    for (const name of ['PUSH', 'EMAIL']) expect(await usersOn(name)).toEqual([craftsman.id])
    for (const user of [client, craftsman]) expect(await notificationsOf(user)).toHaveLength(1)
  })

  it('because one recipient could not be told puts nothing on the queues for the others', async () => {
    // Prepare
    const { client, craftsman, hired } = await hiredCouple()
    await databaseRefuses(craftsman.id)
    const publish = () => publishEvent(hired)
    await expect(fanOut(hired, publish)).rejects.toThrow('1 recipients could not be told')
    expect(timesOnBus(hired)).toBe(0)
    for (const name of ['PUSH', 'EMAIL']) expect(await drained(`${name}_QUEUE_URL`)).toHaveLength(1)
    await databaseRefuses()
    // Act
    await fanOut(hired, publish)
    // Assess
    expect(timesOnBus(hired)).toBe(1)
    for (const name of ['PUSH', 'EMAIL']) expect(await usersOn(name)).toEqual([craftsman.id])
    expect(await notificationsOf(client)).toHaveLength(1)
  })
})
