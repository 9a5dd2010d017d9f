import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { consumed, type QueueEvent } from '#lib/http/consumed.ts'
import { defineQueues } from '#lib/http/define-queue.ts'
import { currentRequestId, sendLogsTo, type LogLine } from '#lib/platform/logger.ts'

const { parcels } = defineQueues({
  parcels: {
    consumer: 'carryParcel',
    message: z.strictObject({ number: z.int(), requestId: z.string().optional() }),
    uses: [],
    batchSize: 10,
    windowSeconds: 0,
    sideBySide: 3,
    timeoutSeconds: 5,
    visibilitySeconds: 30,
    maxReceives: 5,
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
  it('reports the messages that failed, in the order in which they came, and works on the others', async () => {
    // Prepare: the first to fail is the last to end
    const carried: number[] = []
    const handler = consumed(parcels, async ({ number }) => {
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
    ['no JSON', '{ "number": '],
    ['what the schema does not know', { number: 1, colour: 'vermilion' }],
    ['what the schema refuses', { number: 'seventeen' }],
  ])('lets a message that is %s fail, and the others pass', async (_, poison) => {
    // Prepare
    const carried: number[] = []
    const handler = consumed(parcels, ({ number }) => Promise.resolve(carried.push(number)))
    // Act
    const failed = await failuresOf(handler(eventOf({ number: 1 }, poison, { number: 2 })))
    // Assess
    expect(failed).toEqual(['m1'])
    expect(carried).toEqual([1, 2])
    expect(JSON.stringify(lines)).not.toMatch(/vermilion|seventeen/)
  })

  it('works on as many at a time as its queue says, and no more', async () => {
    // Prepare
    let now = 0
    let most = 0
    const handler = consumed(parcels, async () => {
      most = Math.max(most, ++now)
      await new Promise(setImmediate)
      now -= 1
    })
    // Act
    await handler(eventOf(...Array.from({ length: 10 }, (_, number) => ({ number }))))
    // Assess
    expect(most).toBe(3)
  })

  it('logs under the request that a message began with', async () => {
    // Prepare
    const seen: (string | undefined)[] = []
    const handler = consumed(parcels, () => Promise.resolve(seen.push(currentRequestId())))
    // Act
    await handler(eventOf({ number: 1, requestId: 'first' }, { number: 2 }), { awsRequestId: 'call' })
    // Assess
    expect(seen).toEqual(['first', 'call'])
  })
})
