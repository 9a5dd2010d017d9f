import { setTimeout as wait } from 'node:timers/promises'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { listDeadLetters, purge, redrive } from '#infra/local/queues/dead-letters.ts'
import { EventSource } from '#infra/local/queues/event-source.ts'
import { startSqsStandIn } from '#infra/local/stand-ins/sqs.ts'
import { consumed, type QueueHandler } from '#lib/http/consumed.ts'
import { defineQueues } from '#lib/http/define-queue.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { aStandIn } from '#lib/testing/stand-ins.ts'

const { parcels } = defineQueues({
  parcels: {
    consumer: 'carryParcel',
    message: z.strictObject({ number: z.int() }),
    uses: [],
    batchSize: 5,
    windowSeconds: 0,
    sideBySide: 1,
    timeoutSeconds: 5,
    visibilitySeconds: 30,
    maxReceives: 3,
    summary: 'Carries a parcel',
  },
})

sendLogsTo(() => undefined)
const sqs = aStandIn(() => startSqsStandIn([parcels]))
const running: EventSource[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((source) => source.stop()))
  await purge(client(), url())
})

const url = (): string => sqs.its.env.PARCELS_QUEUE_URL ?? ''
const client = (): SQSClient => new SQSClient({ endpoint: sqs.its.url })

function drive(handler: QueueHandler): EventSource {
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

/** What the queue holds; nothing means that all is done with. */
async function left(): Promise<{ waiting: number; inFlight: number }> {
  const answer = await fetch(`${sqs.its.url}/_fauxqs/queues/parcels`)
  const { messages } = (await answer.json()) as { messages: { ready: unknown[]; inflight: unknown[] } }
  return { waiting: messages.ready.length, inFlight: messages.inflight.length }
}

const untilEmpty = () =>
  expect.poll(left, { timeout: 8_000, interval: 20 }).toEqual({ waiting: 0, inFlight: 0 })

describe('a queue on one machine', () => {
  it('hands over batches of at most its size, and deletes what was done', async () => {
    // Prepare
    const sizes: number[] = []
    const carried: number[] = []
    const handler = consumed(parcels, ({ number }) => Promise.resolve(carried.push(number)))
    await send(...numbers(1, 2, 3, 4, 5, 6, 7, 8))
    // Act
    drive((event) => {
      sizes.push(event.Records.length)
      return handler(event)
    })
    await untilEmpty()
    // Assess
    expect(carried.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5)
  })

  it('lets what failed come again, and only that', async () => {
    // Prepare
    const tries = new Map<number, number>()
    await send(...numbers(1, 2, 3))
    // Act
    drive(
      consumed(parcels, ({ number }) => {
        tries.set(number, (tries.get(number) ?? 0) + 1)
        return number === 2 && tries.get(2) === 1 ? Promise.reject(new Error('dropped')) : Promise.resolve()
      }),
    )
    await untilEmpty()
    // Assess
    expect(Object.fromEntries(tries)).toEqual({ 1: 1, 2: 2, 3: 1 })
  })

  it('puts a poison message among the dead letters after its tries; the others pass; mended, it is redriven', async () => {
    // Prepare
    const carried: number[] = []
    let mended = false
    let tries = 0
    const handler = consumed(parcels, ({ number }) => {
      if (number === 13) tries += 1
      if (number === 13 && !mended) return Promise.reject(new Error('dropped'))
      return Promise.resolve(carried.push(number))
    })
    await send(...numbers(1, 13, 2), 'no JSON at all')
    // Act
    drive(handler)
    await untilEmpty()
    // Assess
    const letters = await listDeadLetters(client(), url())
    expect(letters.map(({ body }) => body).toSorted()).toEqual(['no JSON at all', '{"number":13}'].toSorted())
    expect(tries).toBe(3)
    expect(carried.toSorted()).toEqual([1, 2])
    // Act
    mended = true
    await wait(1_100) // whoever looks at dead letters keeps them from others for a second
    expect(await redrive(client(), url())).toBe(2)
    await expect.poll(() => carried.includes(13), { timeout: 8_000, interval: 20 }).toBe(true)
    await expect
      .poll(async () => (await listDeadLetters(client(), url())).map(({ body }) => body), { timeout: 8_000 })
      .toEqual(['no JSON at all'])
  }, 30_000)

  it('lets a whole batch come again where the function throws, or names a message that is none of the batch', async () => {
    // Prepare
    const calls: number[] = []
    await send(...numbers(1, 2))
    // Act
    drive((event) => {
      calls.push(event.Records.length)
      if (calls.length === 1) return Promise.reject(new Error('crashed'))
      const none = calls.length === 2 ? [{ itemIdentifier: 'nobody' }] : []
      return Promise.resolve({ batchItemFailures: none })
    })
    await untilEmpty()
    // Assess
    expect(calls.reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(4)
  })

  it('when it stops, ends what it began and takes nothing more', async () => {
    // Prepare
    let began = 0
    let ended = 0
    await send(...numbers(1))
    const source = drive(
      consumed(parcels, async () => {
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
    expect(await left()).toEqual({ waiting: 1, inFlight: 0 })
    drive(consumed(parcels, () => Promise.resolve()))
    await untilEmpty()
  })
})
