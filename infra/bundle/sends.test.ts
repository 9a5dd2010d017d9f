import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queues } from '#functions/queues/queues.ts'
import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { bundleFunctions } from '#infra/bundle/bundle.ts'
import type { StoredEvent } from '#infra/fakes/eventbridge.ts'
import { type DeployedFunction, ofQueue, ofRoute } from '#infra/functions.ts'
import type { HttpHandler } from '#lib/lambda/http/http-event.ts'
import type { QueueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { resetScene, sampleOf, theDemoScene } from '#lib/testing/samples.ts'

theDemoScene()

const require = createRequire(import.meta.url)
const submit = ofRoute(quoteRoutes.submitQuote)
const fanOut = ofQueue(queues.notifications)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'craftworks-bundles-'))
  await bundleFunctions([submit, fanOut], folder)
  await resetScene()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const handlerOf = <H>({ id }: DeployedFunction): H =>
  (require(path.join(folder, id, 'index.cjs')) as { handler: H }).handler

describe('a bundle', () => {
  it('sends what it records, with the SDK that is in it', async () => {
    // Prepare
    await Outbox.deleteMany({})
    // Act
    const event = await sampleOf(quoteRoutes.submitQuote)
    const { statusCode } = await handlerOf<HttpHandler>(submit)(event, { awsRequestId: randomUUID() })
    // Assess
    expect(statusCode).toBe(201)
    const recorded = await Outbox.find().lean()
    expect(recorded.map(({ type }) => type)).toContain('quote.submitted')
    expect(recorded.filter(({ sentAt }) => sentAt === null)).toEqual([])
  })

  it('fans out, and puts the event on the bus', async () => {
    // Prepare
    const text = await readFile('events/sqs/fan-out-notification.json', 'utf8')
    // Act
    const answer = await handlerOf<QueueHandler>(fanOut)(JSON.parse(text))
    // Assess
    expect(answer).toEqual({ batchItemFailures: [] })
    const box = (await (await fetch(`${process.env.EVENTBRIDGE_ENDPOINT}/box`)).json()) as StoredEvent[]
    expect(box).toMatchObject([
      { bus: 'craftworks', source: 'craftworks', type: 'quote.submitted', at: '2026-11-23T09:00:00.000Z' },
    ])
  })
})
