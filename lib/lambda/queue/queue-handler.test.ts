import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineQueues } from '#lib/lambda/queue/define-queue.ts'
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
