import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { queues } from '#functions/consumers.ts'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { type EventMessage, eventMessage } from '#lib/events/event-message.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { relayOutbox } from '#lib/events/relay-outbox.ts'
import { sendEvents } from '#lib/events/send-events.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { UNLIMITED } from '#lib/platform/run.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aJob, CAIRO } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase({ own: true })
const sqs = aFake(() => startSqsFake(queues))

/** Object ids count whole seconds; this includes the events of the current second. */
const NO_GRACE = -1_000
const UNREACHABLE_QUEUE = 'http://127.0.0.1:9/000000000000/notifications'
const queueUrl = (): string => sqs.its.env.NOTIFICATIONS_QUEUE_URL ?? ''

function pointTo(url: string): void {
  process.env.NOTIFICATIONS_QUEUE_URL = url
  forgetConfig()
}

beforeEach(async () => {
  await Outbox.deleteMany({})
  await drainQueue()
})
afterEach(() => {
  setClockOffset(0)
  pointTo(queueUrl())
})

/** Removes and returns the messages on the queue, in their order. */
async function drainQueue(): Promise<EventMessage[]> {
  const client = new SQSClient({ endpoint: sqs.its.url })
  const messages: EventMessage[] = []
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl(), MaxNumberOfMessages: 10 }),
    )
    if (Messages.length === 0) return messages
    for (const { Body = '', ReceiptHandle } of Messages) {
      messages.push(eventMessage.parse(JSON.parse(Body)))
      await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl(), ReceiptHandle }))
    }
  }
}

const anEvent = () => ({ jobId: newId<'Job'>(), clientId: newId<'User'>() })
const recordAnEvent = (data = anEvent()) => inTransaction((tx) => recordEvent(tx, 'job.edited', data))
const countUnsent = () => Outbox.countDocuments({ sentAt: null })
/** A request does not wait for the answer to its mark. */
const isMarked = () => expect.poll(countUnsent).toBe(0)

/** Prepares a client who posts a job. */
async function aPosting() {
  const { client, job } = await aJob()
  const { title, description, category } = job
  const body = { title, description, category, paymentType: 'Cash', location: CAIRO }
  await Outbox.deleteMany({})
  await drainQueue()
  return { postIt: () => call(jobRoutes.createJob, { as: client, body }) }
}

describe('an event', () => {
  it('is on the queue when its request is answered, and marked as sent', async () => {
    // Prepare
    const { postIt } = await aPosting()
    // Act
    const { status } = await postIt()
    // Assess
    expect(status).toBe(201)
    expect((await drainQueue()).map(({ type }) => type)).toContain('job.posted')
    await isMarked()
  })

  it('is never sent if its change was not stored', async () => {
    // Act
    const change = inTransaction(async (tx) => {
      await recordEvent(tx, 'job.edited', anEvent())
      throw new Error('changed my mind')
    })
    await expect(change).rejects.toThrow('changed my mind')
    // Assess
    expect(await drainQueue()).toEqual([])
    expect(await Outbox.countDocuments()).toBe(0)
  })

  it('is sent once if its transaction had to start again', async () => {
    // Prepare
    const data = anEvent()
    let attempts = 0
    // Act
    await inTransaction(async (tx) => {
      attempts += 1
      await recordEvent(tx, 'job.edited', data)
      if (attempts > 1) return
      const { MongoServerError } = (await import('mongoose')).default.mongo
      const conflict = new MongoServerError({ message: 'conflict' })
      conflict.addErrorLabel('TransientTransactionError')
      throw conflict
    })
    // Assess
    expect(attempts).toBe(2)
    expect((await drainQueue()).map((event) => event.data)).toEqual([data])
  })

  it('that cannot be sent fails no request, and is sent by the next run of the relay', async () => {
    // Prepare
    const { postIt } = await aPosting()
    pointTo(UNREACHABLE_QUEUE)
    // Act
    const { status } = await postIt()
    // Assess
    expect(status).toBe(201)
    expect(await countUnsent()).toBeGreaterThan(0)
    pointTo(queueUrl())
    const { sent } = await relayOutbox(UNLIMITED, NO_GRACE)
    expect(sent).toBeGreaterThan(0)
    expect((await drainQueue()).map(({ type }) => type)).toContain('job.posted')
    expect(await countUnsent()).toBe(0)
  })
})

describe('the relay', () => {
  it('sends the events of functions that died after their commit, the oldest first, each once', async () => {
    // Prepare: 25 events that their functions did not send
    pointTo(UNREACHABLE_QUEUE)
    const all = Array.from({ length: 25 }, anEvent)
    for (const data of all) await recordAnEvent(data)
    pointTo(queueUrl())
    // Act
    const { sent } = await relayOutbox(UNLIMITED, NO_GRACE)
    // Assess
    expect(sent).toBe(25)
    expect((await drainQueue()).map(({ data }) => data.jobId)).toEqual(all.map(({ jobId }) => jobId))
    expect(await relayOutbox(UNLIMITED, NO_GRACE)).toEqual({ sent: 0, more: false })
    expect(await drainQueue()).toEqual([])
  })

  it('leaves the events of the last seconds to the requests that recorded them', async () => {
    // Prepare
    pointTo(UNREACHABLE_QUEUE)
    await recordAnEvent()
    pointTo(queueUrl())
    // Act
    const { sent } = await relayOutbox()
    // Assess
    expect(sent).toBe(0)
    expect(await countUnsent()).toBe(1)
  })

  it('sends again what it may have sent before a crash, and loses none', async () => {
    // Prepare: the event is on the queue, but not marked as sent
    await recordAnEvent()
    await isMarked()
    await Outbox.updateMany({}, { $set: { sentAt: null } })
    // Act
    await relayOutbox(UNLIMITED, NO_GRACE)
    // Assess
    const ids = (await drainQueue()).map(({ eventId }) => eventId)
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })

  it('fails if the queue cannot be reached, and the events stay unsent', async () => {
    // Prepare
    pointTo(UNREACHABLE_QUEUE)
    await recordAnEvent()
    // Act
    const run = relayOutbox(UNLIMITED, NO_GRACE)
    // Assess
    await expect(run).rejects.toThrow()
    expect(await countUnsent()).toBe(1)
  })

  it('sends an event that was recorded before the clock was set back', async () => {
    // Prepare
    pointTo(UNREACHABLE_QUEUE)
    setClockOffset(24 * HOUR)
    await recordAnEvent()
    setClockOffset(0)
    pointTo(queueUrl())
    // Act
    const { sent } = await relayOutbox(UNLIMITED, NO_GRACE)
    // Assess
    expect(sent).toBe(1)
  })

  it('skips an event that the queue refuses, and marks only accepted ones as sent', async () => {
    // Prepare: one event is larger than a queue accepts (1 MB)
    pointTo(UNREACHABLE_QUEUE)
    await recordAnEvent()
    await recordAnEvent()
    pointTo(queueUrl())
    const [first] = await Outbox.find().sort({ at: 1 }).lean()
    await Outbox.updateOne({ _id: first?._id }, { $set: { 'data.jobId': 'x'.repeat(1_200_000) } })
    // Act
    const outcome = await relayOutbox(UNLIMITED, NO_GRACE).catch((error: unknown) => error)
    // Assess
    expect(outcome).toEqual({ sent: 1, more: false })
    expect(await countUnsent()).toBe(1)
  })
})

describe('sending an event that was sent already', () => {
  it('keeps the time of the first sending', async () => {
    // Prepare
    await recordAnEvent()
    await isMarked()
    const [event] = await Outbox.find().lean()
    if (!event) throw new Error('no event')
    // Act
    await sendEvents([event])
    // Assess
    expect((await Outbox.findById(event._id).lean())?.sentAt).toEqual(event.sentAt)
  })
})
