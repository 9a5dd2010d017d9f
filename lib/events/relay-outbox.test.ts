import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { queues } from '#functions/consumers.ts'
import { startSqsStandIn } from '#infra/local/stand-ins/sqs.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { Outbox } from '#lib/events/outbox.model.ts'
import { relayOutbox } from '#lib/events/relay-outbox.ts'
import { sendEvents } from '#lib/events/send-events.ts'
import { eventMessage, type EventMessage } from '#lib/notifications/queue-messages.ts'
import { setClockOffset, HOUR } from '#lib/platform/clock.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { call } from '#lib/testing/call.ts'
import { aJob, CAIRO } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aStandIn } from '#lib/testing/stand-ins.ts'

aDatabase()
const sqs = aStandIn(() => startSqsStandIn(queues))

/** Ids count in whole seconds: those of this one are not to be left out. */
const NO_GRACE = -1_000
const NOBODY = 'http://127.0.0.1:9/000000000000/notifications'
const queueUrl = (): string => sqs.its.env.NOTIFICATIONS_QUEUE_URL ?? ''

function pointTo(url: string): void {
  process.env.NOTIFICATIONS_QUEUE_URL = url
  forgetConfig()
}

beforeEach(async () => {
  await Outbox.deleteMany({})
  await onTheQueue()
})
afterEach(() => {
  setClockOffset(0)
  pointTo(queueUrl())
})

/** Takes what is on the queue, in its order. */
async function onTheQueue(): Promise<EventMessage[]> {
  const client = new SQSClient({ endpoint: sqs.its.url })
  const taken: EventMessage[] = []
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl(), MaxNumberOfMessages: 10 }),
    )
    if (Messages.length === 0) return taken
    for (const { Body = '', ReceiptHandle } of Messages) {
      taken.push(eventMessage.parse(JSON.parse(Body)))
      await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl(), ReceiptHandle }))
    }
  }
}

const anEvent = () => ({ jobId: newId<'Job'>(), clientId: newId<'User'>() })
const happens = (data = anEvent()) => inTransaction((session) => recordEvent(session, 'job.edited', data))
const unsent = () => Outbox.countDocuments({ sentAt: null })

/** A client with a job posts another like it. */
async function aPosting() {
  const { client, job } = await aJob()
  const { title, description, category } = job
  const body = { title, description, category, paymentType: 'Cash', location: CAIRO }
  await Outbox.deleteMany({})
  await onTheQueue()
  return { postIt: () => call(jobRoutes.createJob, { as: client, body }) }
}

describe('an event', () => {
  it('is on the queue when its request is answered, and noted as sent', async () => {
    // Prepare
    const { postIt } = await aPosting()
    // Act
    const { status } = await postIt()
    // Assess
    expect(status).toBe(201)
    expect((await onTheQueue()).map(({ type }) => type)).toContain('job.posted')
    expect(await unsent()).toBe(0)
  })

  it('is never sent where its change was not stored', async () => {
    // Act
    const change = inTransaction(async (session) => {
      await recordEvent(session, 'job.edited', anEvent())
      throw new Error('changed my mind')
    })
    await expect(change).rejects.toThrow('changed my mind')
    // Assess
    expect(await onTheQueue()).toEqual([])
    expect(await Outbox.countDocuments()).toBe(0)
  })

  it('goes once where its transaction had to start again', async () => {
    // Prepare
    const data = anEvent()
    let attempts = 0
    // Act
    await inTransaction(async (session) => {
      attempts += 1
      await recordEvent(session, 'job.edited', data)
      if (attempts > 1) return
      const { MongoServerError } = (await import('mongoose')).default.mongo
      const conflict = new MongoServerError({ message: 'conflict' })
      conflict.addErrorLabel('TransientTransactionError')
      throw conflict
    })
    // Assess
    expect(attempts).toBe(2)
    expect((await onTheQueue()).map((event) => event.data)).toEqual([data])
  })

  it('that cannot be sent fails no request, and goes with the next run of the relay', async () => {
    // Prepare
    const { postIt } = await aPosting()
    pointTo(NOBODY)
    // Act
    const { status } = await postIt()
    // Assess
    expect(status).toBe(201)
    expect(await unsent()).toBeGreaterThan(0)
    pointTo(queueUrl())
    const { sent } = await relayOutbox(NO_GRACE)
    expect(sent).toBeGreaterThan(0)
    expect((await onTheQueue()).map(({ type }) => type)).toContain('job.posted')
    expect(await unsent()).toBe(0)
  })
})

describe('the relay', () => {
  it('sends what a function that died after its commit left behind, the oldest first, each once', async () => {
    // Prepare: 25 events whose functions never came to send them
    pointTo(NOBODY)
    const all = Array.from({ length: 25 }, anEvent)
    for (const data of all) await happens(data)
    pointTo(queueUrl())
    // Act
    const { sent } = await relayOutbox(NO_GRACE)
    // Assess
    expect(sent).toBe(25)
    expect((await onTheQueue()).map(({ data }) => data.jobId)).toEqual(all.map(({ jobId }) => jobId))
    expect(await relayOutbox(NO_GRACE)).toEqual({ sent: 0 })
    expect(await onTheQueue()).toEqual([])
  }, 30_000)

  it('leaves those of the last seconds to the requests that recorded them', async () => {
    // Prepare
    pointTo(NOBODY)
    await happens()
    pointTo(queueUrl())
    // Act
    const { sent } = await relayOutbox()
    // Assess
    expect(sent).toBe(0)
    expect(await unsent()).toBe(1)
  })

  it('sends again what it may have sent before it died, and loses none', async () => {
    // Prepare: on the queue, and dead before that was noted
    await happens()
    await Outbox.updateMany({}, { $set: { sentAt: null } })
    // Act
    await relayOutbox(NO_GRACE)
    // Assess
    const ids = (await onTheQueue()).map(({ eventId }) => eventId)
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })

  it('fails where the queue is not reached, and everything stays', async () => {
    // Prepare
    pointTo(NOBODY)
    await happens()
    // Act
    const run = relayOutbox(NO_GRACE)
    // Assess
    await expect(run).rejects.toThrow()
    expect(await unsent()).toBe(1)
  })

  it('sends an event of a clock that was set back since', async () => {
    // Prepare
    pointTo(NOBODY)
    setClockOffset(24 * HOUR)
    await happens()
    setClockOffset(0)
    pointTo(queueUrl())
    // Act
    const { sent } = await relayOutbox(NO_GRACE)
    // Assess
    expect(sent).toBe(1)
  })

  it('passes over an event that the queue refuses, and notes only what it took', async () => {
    // Prepare: one of them is larger than any queue takes (1 MB)
    pointTo(NOBODY)
    await happens()
    await happens()
    pointTo(queueUrl())
    const [first] = await Outbox.find().sort({ at: 1 }).lean()
    await Outbox.updateOne({ _id: first?._id }, { $set: { 'data.jobId': 'x'.repeat(1_200_000) } })
    // Act
    const outcome = await relayOutbox(NO_GRACE).catch((error: unknown) => error)
    // Assess
    expect(outcome).toEqual({ sent: 1 })
    expect(await unsent()).toBe(1)
  })
})

describe('two that send the same event', () => {
  it('note it once, with the time of the first', async () => {
    // Prepare
    await happens()
    const [event] = await Outbox.find().lean()
    if (!event) throw new Error('no event')
    // Act
    await sendEvents([event])
    // Assess
    expect((await Outbox.findById(event._id).lean())?.sentAt).toEqual(event.sentAt)
  })
})
