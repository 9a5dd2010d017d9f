import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faqRoutes } from '#functions/faq/faq.routes.ts'
import { queues } from '#functions/queues/queues.ts'
import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { bundleFunctions } from '#infra/bundle/bundle.ts'
import { startBedrockFake } from '#infra/fakes/bedrock.ts'
import type { StoredEvent } from '#infra/fakes/eventbridge.ts'
import { serve } from '#infra/fakes/fake-server.ts'
import { type DeployedFunction, ofQueue, ofRoute } from '#infra/functions.ts'
import type { HttpHandler } from '#lib/lambda/http/http-event.ts'
import type { QueueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { anOpenQuestion } from '#lib/testing/open-questions.ts'
import { resetScene, sampleOf, theDemoScene } from '#lib/testing/samples.ts'

theDemoScene()

const require = createRequire(import.meta.url)
const submit = ofRoute(quoteRoutes.submitQuote)
const ask = ofRoute(faqRoutes.askFaq)
const fanOut = ofQueue(queues.notifications)
let folder: string

let fakeBus: string

/** The calls of AWS: the SDK says that it made one, the short way does not. */
const calls: { readonly action: string; readonly isBySdk: boolean }[] = []
let isShortWayRefused = false
const doors: Awaited<ReturnType<typeof serve>>[] = []

/** Passes calls on to a fake, and keeps who made them. */
async function doorTo(target: string): Promise<string> {
  const door = await serve(async ({ headers, body }) => {
    const isBySdk = headers['user-agent'] !== undefined
    calls.push({ action: headers['x-amz-target'] ?? '', isBySdk })
    if (isShortWayRefused && !isBySdk) return { status: 503 }
    const { 'content-type': type = '', 'x-amz-target': action = '' } = headers
    const sent = { 'content-type': type, 'x-amz-target': action }
    const answer = await fetch(target, { method: 'POST', headers: sent, body: body.toString() })
    return { status: answer.status, json: await answer.json() }
  })
  doors.push(door)
  return door.url
}

async function putDoorsBefore(settings: readonly string[]): Promise<void> {
  for (const setting of settings) {
    const { origin, pathname } = new URL(process.env[setting] ?? '')
    process.env[setting] = new URL(pathname, await doorTo(origin)).href
  }
}

beforeAll(async () => {
  fakeBus = process.env.EVENTBRIDGE_ENDPOINT ?? ''
  await putDoorsBefore(Object.keys(process.env).filter((name) => name.endsWith('_QUEUE_URL')))
  await putDoorsBefore(['EVENTBRIDGE_ENDPOINT'])
  folder = await mkdtemp(path.join(tmpdir(), 'craftworks-bundles-'))
  await bundleFunctions([submit, fanOut, ask], folder)
  await resetScene()
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await Promise.all(doors.map(({ stop }) => stop()))
})

const handlerOf = <H>({ id }: DeployedFunction): H =>
  (require(path.join(folder, id, 'index.cjs')) as { handler: H }).handler

describe('a bundle', () => {
  it('sends what it records', async () => {
    // Prepare
    await Outbox.deleteMany({})
    // Act
    const event = await sampleOf(quoteRoutes.submitQuote)
    const { statusCode } = await handlerOf<HttpHandler>(submit)(event, { awsRequestId: randomUUID() })
    // Assess
    expect(statusCode).toBe(201)
    const recorded = await Outbox.find().lean()
    expect(recorded.map(({ type }) => type)).toContain('quote.submitted')
    await expect.poll(() => Outbox.countDocuments({ sentAt: null })).toBe(0) // nobody waits for the mark
  })

  it('fans out, and puts the event on the bus', async () => {
    // Prepare
    const text = await readFile('events/sqs/fan-out-notification.json', 'utf8')
    // Act
    const answer = await handlerOf<QueueHandler>(fanOut)(JSON.parse(text))
    // Assess
    expect(answer).toEqual({ batchItemFailures: [] })
    const box = (await (await fetch(`${fakeBus}/box`)).json()) as StoredEvent[]
    expect(box).toMatchObject([
      { bus: 'craftworks', source: 'craftworks', type: 'quote.submitted', at: '2026-11-23T09:00:00.000Z' },
    ])
  })

  it('does so with the SDK that is in it, where the short way fails', async () => {
    // Prepare
    await resetScene()
    isShortWayRefused = true
    calls.length = 0
    const text = await readFile('events/sqs/fan-out-notification.json', 'utf8')
    // Act
    const answer = await handlerOf<QueueHandler>(fanOut)(JSON.parse(text))
    // Assess
    expect(answer).toEqual({ batchItemFailures: [] })
    const bySdk = calls.filter(({ isBySdk }) => isBySdk).map(({ action }) => action)
    expect(new Set(bySdk)).toEqual(new Set(['AmazonSQS.SendMessageBatch', 'AWSEvents.PutEvents']))
    expect(calls).toHaveLength(2 * bySdk.length)
  })

  it('asks a language model, with the SDK and the credentials that it has on Lambda', async () => {
    // Prepare
    const { env, asked, behave, stop } = await startBedrockFake()
    const { question, second } = anOpenQuestion()
    behave({ id: second })
    Object.assign(process.env, env, {
      LAMBDA_TASK_ROOT: path.join(folder, ask.id),
      FAQ_MODEL_TIMEOUT_MS: '5000',
    })
    const event = await sampleOf(faqRoutes.askFaq)
    // Act
    const body = JSON.stringify({ question })
    const answer = await handlerOf<HttpHandler>(ask)({ ...event, body }, { awsRequestId: randomUUID() })
    delete process.env.LAMBDA_TASK_ROOT
    await stop()
    // Assess
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ answer: { id: second } })
    expect(asked()).toHaveLength(1)
  })

  it('has the SDK of that model as one function behind its own code, which no cold start calls', async () => {
    // Act
    const code = await readFile(path.join(folder, ask.id, 'index.cjs'), 'utf8')
    const [own, ...behind] = code.split(/^function load\w+\(module, exports\) \{$/m)
    // Assess
    const withSdk = [own, ...behind].map((part) => part?.includes('AmazonBedrockFrontendService'))
    expect(withSdk).toEqual([false, false, true])
  })
})
