import { setTimeout as wait } from 'node:timers/promises'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { EventSource } from '#infra/local/queues/event-source.ts'
import { listDeadLetters, purge, redrive } from '#infra/ops/dead-letters.ts'
import { defineQueues } from '#lib/lambda/queue/define-queue.ts'
import { type QueueHandler, queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

const { parcels } = defineQueues({
  parcels: {
    consumer: 'carryParcel',
    message: z.strictObject({ number: z.int() }),
    uses: [],
    batchSize: 5,
    windowSeconds: 0,
    concurrency: 1,
    timeoutSeconds: 5,
    visibilitySeconds: 30,
    maxReceives: 3,
    maxCalls: 2,
    summary: 'Carries a parcel',
  },
})

sendLogsTo(() => undefined)
const sqs = aFake(() => startSqsFake([parcels]))
const running: EventSource[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((source) => source.stop()))
  await purge(client(), url())
})

const url = (): string => sqs.its.env.PARCELS_QUEUE_URL ?? ''
const client = (): SQSClient => new SQSClient({ endpoint: sqs.its.url })

function startSource(handler: QueueHandler): EventSource {
  const source = new EventSource({ queue: parcels, url: url(), handler, client: client(), retrySeconds: 0 })
  running.push(source)
  source.start()
  return source
}

async function send(...bodies: string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, i) => ({ Id: String(i), MessageBody }))
  await client().send(new SendMessageBatchCommand({ QueueUrl: url(), Entries }))
}

const numbers = (...all: number[]): string[] => all.map((number) => JSON.stringify({ number }))

/** How many messages the queue holds. */
async function messageCounts(): Promise<{ waiting: number; inFlight: number }> {
  const answer = await fetch(`${sqs.its.url}/_fauxqs/queues/parcels`)
  const { messages } = (await answer.json()) as { messages: { ready: unknown[]; inflight: unknown[] } }
  return { waiting: messages.ready.length, inFlight: messages.inflight.length }
}

const untilEmpty = () =>
  expect.poll(messageCounts, { timeout: timeLimit(500), interval: 20 }).toEqual({ waiting: 0, inFlight: 0 })

describe('a queue on one machine', () => {
  it('passes on batches of at most the batch size, and deletes processed messages', async () => {
    // Prepare
    const sizes: number[] = []
    const carried: number[] = []
    const handler = queueHandler(parcels, ({ number }) => Promise.resolve(carried.push(number)))
    await send(...numbers(1, 2, 3, 4, 5, 6, 7, 8))
    // Act
    startSource((event) => {
      sizes.push(event.Records.length)
      return handler(event)
    })
    await untilEmpty()
    // Assess
    expect(carried.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5)
  })

  it('delivers only the failed messages again', async () => {
    // Prepare
    const tries = new Map<number, number>()
    await send(...numbers(1, 2, 3))
    // Act
    startSource(
      queueHandler(parcels, ({ number }) => {
        tries.set(number, (tries.get(number) ?? 0) + 1)
        return number === 2 && tries.get(2) === 1 ? Promise.reject(new Error('dropped')) : Promise.resolve()
      }),
    )
    await untilEmpty()
    // Assess
    expect(Object.fromEntries(tries)).toEqual({ 1: 1, 2: 2, 3: 1 })
  })

  it('moves a poison message to the dead letters after its tries while the others pass; once the cause is fixed, it is redriven', async () => {
    // Prepare
    const carried: number[] = []
    let fixed = false
    let tries = 0
    const handler = queueHandler(parcels, ({ number }) => {
      if (number === 13) tries += 1
      if (number === 13 && !fixed) return Promise.reject(new Error('dropped'))
      return Promise.resolve(carried.push(number))
    })
    await send(...numbers(1, 13, 2), 'no JSON at all')
    // Act
    startSource(handler)
    await untilEmpty()
    // Assess
    const deadLetters = await listDeadLetters(client(), url())
    expect(deadLetters.map(({ body }) => body).toSorted()).toEqual(
      ['no JSON at all', '{"number":13}'].toSorted(),
    )
    expect(tries).toBe(3)
    expect(carried.toSorted()).toEqual([1, 2])
    // Act
    fixed = true
    expect(await redrive(client(), url())).toBe(2)
    await expect.poll(() => carried.includes(13), { timeout: timeLimit(500), interval: 20 }).toBe(true)
    await expect
      .poll(async () => (await listDeadLetters(client(), url())).map(({ body }) => body), {
        timeout: timeLimit(500),
      })
      .toEqual(['no JSON at all'])
  })

  it('delivers a whole batch again if the function throws or names a message that is not in the batch', async () => {
    // Prepare
    const calls: number[] = []
    await send(...numbers(1, 2))
    // Act
    startSource((event) => {
      calls.push(event.Records.length)
      if (calls.length === 1) return Promise.reject(new Error('crashed'))
      const failures = calls.length === 2 ? [{ itemIdentifier: 'nobody' }] : []
      return Promise.resolve({ batchItemFailures: failures })
    })
    await untilEmpty()
    // Assess
    expect(calls.reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(4)
  })

  it('on stopping finishes what it began and receives nothing more', async () => {
    // Prepare
    let began = 0
    let ended = 0
    await send(...numbers(1))
    const source = startSource(
      queueHandler(parcels, async () => {
        began += 1
        await wait(100)
        ended += 1
      }),
    )
    await expect.poll(() => began, { interval: 5 }).toBe(1)
    // Act
    await source.stop()
    await send(...numbers(2))
    await wait(50)
    // Assess
    expect([began, ended]).toEqual([1, 1])
    expect(await messageCounts()).toEqual({ waiting: 1, inFlight: 0 })
    startSource(queueHandler(parcels, () => Promise.resolve()))
    await untilEmpty()
  })
})
