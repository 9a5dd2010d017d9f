import { beforeAll, describe, expect, it } from 'vitest'
import { handler as deliver } from '#functions/queues/deliver-realtime.ts'
import { handler as fanOut } from '#functions/queues/fan-out-notification.ts'
import { queues } from '#functions/queues/queues.ts'
import { startEventBridgeFake } from '#infra/fakes/eventbridge.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import type { QueueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { newId } from '#lib/platform/ids.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { aPhoneOf } from '#lib/testing/devices.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { outsideCallsOf } from '#lib/testing/outside-calls.ts'
import { aClient, aCraftsman, type Somebody } from '#lib/testing/people.ts'
import { drainQueue } from '#lib/testing/queues.ts'
import { AppSocket, localSockets } from '#lib/testing/sockets.ts'
import { tripsOf } from '#lib/testing/trips.ts'

aDatabase()
sendLogsTo(() => undefined)
const sqs = aFake(() => startSqsFake(Object.values(queues)))
aFake(startEventBridgeFake)
const sockets = localSockets()

/** What a step does: its commands to the database, how many it waits for, and its calls of AWS. */
async function costOf(step: () => Promise<unknown>) {
  let calls: readonly string[] = []
  const { commands, sequential } = await tripsOf(async () => (calls = await outsideCallsOf(step)))
  return { commands, sequential, calls }
}

/** Takes the messages of a queue, and returns the call of the function behind it with all of them. */
async function callWith(handler: QueueHandler, setting: string) {
  const bodies = await drainQueue(sqs.its.env[setting] ?? '')
  const Records = bodies.map((body, i) => ({ messageId: `m${i}`, body }))
  return async () => expect(await handler({ Records })).toEqual({ batchItemFailures: [] })
}

const fanOutCall = () => callWith(fanOut, 'NOTIFICATIONS_QUEUE_URL')
const deliveryCall = () => callWith(deliver, 'REALTIME_QUEUE_URL')

const anAppOf = ({ token }: Somebody) => AppSocket.open(sockets.its.url, { authorization: `Bearer ${token}` })

const recordPayout = (craftsmanId: string) =>
  inTransaction((tx) =>
    recordEvent(tx, 'payout.paid', { payoutId: newId<'Payout'>(), craftsmanId, amount: 45_000 }),
  )

beforeAll(async () => {
  await recordPayout((await aCraftsman()).id) // the SDKs are loaded and the connections are open
  await (
    await fanOutCall()
  )()
  await drainQueue(sqs.its.env.REALTIME_QUEUE_URL ?? '')
})

describe('one notification, from the commit to the frame', () => {
  it('is recorded with a write and a commit, one call, and a mark that is not waited for', async () => {
    const { id } = await aCraftsman()
    expect(await costOf(() => recordPayout(id))).toEqual({
      commands: ['insert', 'commitTransaction', 'update'],
      sequential: 2,
      calls: ['SendMessageBatch'],
    })
    await drainQueue(sqs.its.env.NOTIFICATIONS_QUEUE_URL ?? '')
  })

  it('is fanned out with one read and one write', async () => {
    // Prepare
    await recordPayout((await aCraftsman()).id)
    const call = await fanOutCall()
    // Act
    const { commands, sequential, calls } = await costOf(call)
    // Assess
    expect(commands).toEqual(['aggregate', 'insert'])
    expect(sequential).toBe(2)
    expect(calls[0]).toBe('SendMessageBatch') // realtime; then email, and beside it the bus
    expect(calls.slice(1).toSorted()).toEqual(['PutEvents', 'SendMessageBatch'])
    await drainQueue(sqs.its.env.REALTIME_QUEUE_URL ?? '')
  })

  it('is fanned out to a phone with one message more', async () => {
    // Prepare
    const craftsman = await aCraftsman()
    await aPhoneOf(craftsman)
    await recordPayout(craftsman.id)
    // Act
    const { commands, calls } = await costOf(await fanOutCall())
    // Assess
    expect(commands).toEqual(['aggregate', 'insert'])
    expect(calls[0]).toBe('SendMessageBatch') // realtime; then push and email, and beside them the bus
    expect(calls.slice(1).toSorted()).toEqual(['PutEvents', 'SendMessageBatch', 'SendMessageBatch'])
    await drainQueue(sqs.its.env.REALTIME_QUEUE_URL ?? '')
  })

  it('is fanned out with one read more if it tells of a job, which nothing waits for longer', async () => {
    // Prepare
    const [{ jobId, client }, craftsman] = [await aJob(), await aCraftsman()]
    await drainQueue(sqs.its.env.NOTIFICATIONS_QUEUE_URL ?? '')
    const people = { jobId, clientId: client.id, craftsmanId: craftsman.id }
    await inTransaction((tx) => recordEvent(tx, 'quote.submitted', { ...people, quoteId: newId() }))
    const call = await fanOutCall()
    // Act
    const { commands, sequential } = await costOf(call)
    // Assess
    expect(commands).toEqual(['aggregate', 'aggregate', 'insert'])
    expect(sequential).toBe(2)
    await drainQueue(sqs.its.env.REALTIME_QUEUE_URL ?? '')
  })

  it.each([1, 5])(
    'is delivered to %i sockets with a write, a read, and a write that is not waited for',
    async (count) => {
      // Prepare
      const client = await aClient()
      const apps = []
      for (let i = 0; i < count; i += 1) apps.push(await anAppOf(client))
      await recordPayout(client.id)
      await (
        await fanOutCall()
      )()
      const call = await deliveryCall()
      // Act
      const { commands, sequential, calls } = await costOf(call)
      // Assess
      expect(commands).toEqual(['update', 'aggregate', 'update'])
      expect(sequential).toBe(2)
      expect(calls).toEqual(Array<string>(count).fill('POST /@connections/'))
      for (const app of apps) {
        expect((await app.receives(({ type }) => type === 'notification')).data.type).toBe('payment')
        await app.close()
      }
    },
  )

  it('is delivered to nobody with a write that finds nothing, and a read', async () => {
    await recordPayout((await aClient()).id)
    await (
      await fanOutCall()
    )()
    expect(await costOf(await deliveryCall())).toEqual({
      commands: ['update', 'aggregate'],
      sequential: 2,
      calls: [],
    })
  })
})
