import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { queues } from '#functions/queues/queues.ts'
import { type FakeRequest, serve } from '#infra/fakes/fake-server.ts'
import { defineQueues, waitSecondsAfter } from '#lib/lambda/queue/define-queue.ts'
import { type QueueEvent, queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { currentRequestId, type LogLine, sendLogsTo } from '#lib/platform/logger.ts'

const { parcels } = defineQueues({
  parcels: {
    consumer: 'carryParcel',
    message: z.strictObject({ number: z.int(), requestId: z.string().optional() }),
    uses: [],
    batchSize: 10,
    windowSeconds: 0,
    concurrency: 3,
    timeoutSeconds: 5,
    visibilitySeconds: 30,
    maxReceives: 5,
    maxCalls: 2,
    summary: 'Carries a parcel',
  },
})

const eventOf = (...bodies: unknown[]): QueueEvent => ({
  Records: bodies.map((body, i) => ({
    messageId: `m${i}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })),
})
const failuresOf = async (answer: Promise<{ batchItemFailures: readonly { itemIdentifier: string }[] }>) =>
  (await answer).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)

let lines: LogLine[] = []
sendLogsTo((line) => void lines.push(line))
afterEach(() => {
  lines = []
})

describe('a function behind a queue', () => {
  it('reports the messages that failed, in their original order, and processes the others', async () => {
    // Prepare: the first to fail is the last to end
    const carried: number[] = []
    const handler = queueHandler(parcels, async ({ number }) => {
      await new Promise((resolve) => setTimeout(resolve, 20 - 4 * number))
      if (number % 2 === 0) throw new Error('dropped')
      carried.push(number)
    })
    // Act
    const failed = await failuresOf(handler(eventOf(...[0, 1, 2, 3, 4].map((number) => ({ number })))))
    // Assess
    expect(failed).toEqual(['m0', 'm2', 'm4'])
    expect(carried.toSorted()).toEqual([1, 3])
    expect(lines.at(-1)).toMatchObject({ message: 'queue', queue: 'parcels', count: 5, failed: 3 })
  })

  it.each([
    ['not JSON', '{ "number": '],
    ['of unknown fields', { number: 1, colour: 'vermilion' }],
    ['of a wrong type', { number: 'seventeen' }],
  ])('fails a message that is %s, and processes the others', async (_, poison) => {
    // Prepare
    const carried: number[] = []
    const handler = queueHandler(parcels, ({ number }) => Promise.resolve(carried.push(number)))
    // Act
    const failed = await failuresOf(handler(eventOf({ number: 1 }, poison, { number: 2 })))
    // Assess
    expect(failed).toEqual(['m1'])
    expect(carried).toEqual([1, 2])
    expect(JSON.stringify(lines)).not.toMatch(/vermilion|seventeen/)
  })

  it('processes as many messages at a time as its queue says, and no more', async () => {
    // Prepare
    let running = 0
    let max = 0
    const handler = queueHandler(parcels, async () => {
      max = Math.max(max, ++running)
      await new Promise(setImmediate)
      running -= 1
    })
    // Act
    await handler(eventOf(...Array.from({ length: 10 }, (_, number) => ({ number }))))
    // Assess
    expect(max).toBe(3)
  })

  it('logs with the id of the request that caused the message', async () => {
    // Prepare
    const seen: (string | undefined)[] = []
    const handler = queueHandler(parcels, () => Promise.resolve(seen.push(currentRequestId())))
    // Act
    await handler(eventOf({ number: 1, requestId: 'first' }, { number: 2 }), { awsRequestId: 'call' })
    // Assess
    expect(seen).toEqual(['first', 'call'])
  })
})

describe('a message that failed, on Lambda', () => {
  const calls: { target: string; body: { QueueUrl: string; Entries: Record<string, unknown>[] } }[] = []
  let sqs: Awaited<ReturnType<typeof serve>>
  let status = 200

  beforeAll(async () => {
    sqs = await serve(({ headers, body }: FakeRequest) => {
      calls.push({ target: headers['x-amz-target'] ?? '', body: JSON.parse(body.toString()) as never })
      return { status, json: {} }
    })
    Object.assign(process.env, {
      AWS_LAMBDA_FUNCTION_NAME: 'craftworks-test-queues',
      AWS_ENDPOINT_URL_SQS: sqs.url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    })
  })
  afterAll(async () => {
    await sqs.stop()
    for (const name of ['AWS_LAMBDA_FUNCTION_NAME', 'AWS_ENDPOINT_URL_SQS', 'AWS_REGION']) {
      Reflect.deleteProperty(process.env, name)
    }
  })
  afterEach(() => {
    calls.length = 0
    status = 200
  })

  const delivered = (number: unknown, receives: number) => ({
    messageId: `m${number}`,
    body: JSON.stringify({ number }),
    receiptHandle: `handle-${number}`,
    attributes: { ApproximateReceiveCount: String(receives) },
    eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:craftworks-test-parcels',
  })
  const failing = queueHandler(parcels, ({ number }) => {
    if (number > 0) throw new Error('dropped')
    return Promise.resolve()
  })

  it('waits for twice as long each time, up to an hour; one that cannot be read does not', async () => {
    // Act
    const Records = [delivered(0, 1), delivered(1, 1), delivered(2, 3), delivered(3, 11), delivered('x', 4)]
    const failed = await failuresOf(failing({ Records }))
    // Assess
    expect(failed).toEqual(['m1', 'm2', 'm3', 'mx'])
    expect(calls).toHaveLength(1)
    expect(calls[0]?.target).toBe('AmazonSQS.ChangeMessageVisibilityBatch')
    expect(calls[0]?.body.QueueUrl).toMatch(/\/000000000000\/craftworks-test-parcels$/)
    expect(
      calls[0]?.body.Entries.map(({ ReceiptHandle, VisibilityTimeout }) => [
        ReceiptHandle,
        VisibilityTimeout,
      ]),
    ).toEqual([
      ['handle-1', 30],
      ['handle-2', 120],
      ['handle-3', 3_600],
      ['handle-x', 30],
    ])
  })

  it('is an error in the log from the fifth time on, hours before it is a dead letter', async () => {
    // Act
    await failing({ Records: [delivered(1, 4), delivered(2, 5)] })
    // Assess
    const told = lines.filter(({ message }) => message === 'a message failed')
    expect(told.map(({ level }) => level)).toEqual(['warn', 'error'])
  })

  it('comes again all the same where SQS does not take the wait', async () => {
    // Prepare
    status = 400
    // Act and assess
    expect(await failuresOf(failing({ Records: [delivered(1, 1)] }))).toEqual(['m1'])
  })
})

describe('the queues of the manifest', () => {
  it.each(Object.values(queues).map((queue) => [queue.name, queue] as const))(
    'keep the messages of %s through six hours of an outage, and less than the queue keeps any',
    (_, queue) => {
      // Act
      const waits = Array.from({ length: queue.maxReceives - 1 }, (__, i) => waitSecondsAfter(queue, i + 1))
      const hours = waits.reduce((sum, seconds) => sum + seconds, 0) / 3_600
      // Assess
      expect(hours).toBeGreaterThanOrEqual(6)
      expect(hours).toBeLessThan(14 * 24)
    },
  )
})
