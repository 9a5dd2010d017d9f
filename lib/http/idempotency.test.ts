import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fail } from '#lib/errors/app-error.ts'
import { defineRoutes, each } from '#lib/http/define-route.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import type { HttpEvent } from '#lib/http/gateway-event.ts'
import { keepAnswer } from '#lib/http/keep-answer.ts'
import { KeptAnswer } from '#lib/http/kept-answer.model.ts'
import { DAY, MINUTE, realTime, setClockOffset } from '#lib/platform/clock.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { Balance } from '#lib/money/balance.model.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aClient, type Somebody } from '#lib/testing/people.ts'

aDatabase()
afterEach(emptyDatabase)

const { give, take } = defineRoutes('payments', {
  give: {
    method: 'POST',
    path: '/api/give',
    access: 'signedIn',
    body: z.strictObject({ amount: z.int(), to: z.string().default('somebody') }),
    answers: { 201: z.strictObject({ number: z.int(), amount: z.int() }) },
    fails: [],
    uses: ['mongo'],
    idempotent: true,
    summary: 'A route of this test',
    matrix: each(201),
  },
  take: {
    method: 'POST',
    path: '/api/take',
    access: 'signedIn',
    body: z.strictObject({ amount: z.int() }),
    answers: { 201: z.strictObject({ number: z.int(), amount: z.int() }) },
    fails: [],
    uses: ['mongo'],
    idempotent: true,
    summary: 'Another one',
    matrix: each(201),
  },
})

/** Two routes that count how often they ran; `during` happens in the middle of each run. */
function aService(during: (run: number) => unknown = () => undefined) {
  let runs = 0
  const work = async (amount: number) => {
    runs += 1
    const number = runs
    await during(number)
    return { amount, number }
  }
  return {
    runs: () => runs,
    give: endpoint(give, ({ body }) => work(body.amount)),
    take: endpoint(take, ({ body }) => work(body.amount)),
  }
}

const asking = (as: Somebody, key: string | undefined, body: object): HttpEvent => ({
  version: '2.0',
  routeKey: '',
  rawPath: '',
  rawQueryString: '',
  headers: {
    authorization: `Bearer ${as.token}`,
    'content-type': 'application/json',
    ...(key !== undefined && { 'Idempotency-Key': key }),
  },
  requestContext: { requestId: randomUUID(), http: { sourceIp: '127.0.0.1' } } as HttpEvent['requestContext'],
  body: JSON.stringify(body),
  isBase64Encoded: false,
})

const context = { awsRequestId: 'test' }
const codeOf = ({ body }: { body?: string }) => (JSON.parse(body ?? '{}') as { code?: string }).code

describe('an Idempotency-Key', () => {
  it('gets the same status and body again, and nothing is done twice', async () => {
    // Prepare
    const [service, client] = [aService(), await aClient()]
    const body = { amount: 5, to: 'me' }
    // Act
    const first = await service.give(asking(client, 'key-1', body), context)
    const second = await service.give(asking(client, 'key-1', { to: 'me', amount: 5 }), context)
    // Assess
    expect([first.statusCode, first.body]).toEqual([201, '{"number":1,"amount":5}'])
    expect([second.statusCode, second.body]).toEqual([first.statusCode, first.body])
    expect(service.runs()).toBe(1)
  })

  it('is refused for another body; another caller, route or no key at all is another request', async () => {
    // Prepare
    const [service, client, other] = [aService(), await aClient(), await aClient()]
    await service.give(asking(client, 'key-1', { amount: 5 }), context)
    // Act
    const reused = await service.give(asking(client, 'key-1', { amount: 6 }), context)
    await service.give(asking(other, 'key-1', { amount: 6 }), context)
    await service.take(asking(client, 'key-1', { amount: 6 }), context)
    await service.give(asking(client, undefined, { amount: 5 }), context)
    // Assess
    expect([reused.statusCode, codeOf(reused)]).toEqual([400, 'IDEMPOTENCY_KEY_REUSED'])
    expect(service.runs()).toBe(4)
  })

  it.each(['', 'two words', 'مفتاح', 'x'.repeat(256)])('that is none is refused: "%s"', async (key) => {
    // Prepare
    const [service, client] = [aService(), await aClient()]
    // Act
    const refused = await service.give(asking(client, key, { amount: 5 }), context)
    // Assess
    expect([refused.statusCode, codeOf(refused), service.runs()]).toEqual([400, 'VALIDATION_FAILED', 0])
  })

  it('keeps a rule that refused it, but neither an unexpected error nor a limit', async () => {
    // Prepare
    const errors = [new Error('the disk is full'), fail('LIMIT_REACHED'), fail('NOTHING_TO_REFUND')]
    const service = aService((run) => {
      const error = errors[run - 1]
      if (error) throw error
    })
    const client = await aClient()
    const ask = () => service.give(asking(client, 'key-1', { amount: 5 }), context)
    // Act
    const statuses = [await ask(), await ask(), await ask(), await ask()].map(({ statusCode }) => statusCode)
    // Assess
    expect([statuses, service.runs()]).toEqual([[500, 429, 400, 400], 3])
  })

  it('sent twenty times at once runs once, and all get its answer', async () => {
    // Prepare
    const service = aService(() => new Promise((done) => setTimeout(done, 150)))
    const client = await aClient()
    const twenty = Array.from({ length: 20 }, () => asking(client, 'key-1', { amount: 5 }))
    // Act
    const answers = await Promise.all(twenty.map((event) => service.give(event, context)))
    // Assess
    expect(service.runs()).toBe(1)
    expect(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).size).toBe(1)
  })

  it('whose request died is free again once its time is up, and not before', async () => {
    // Prepare
    const service = aService()
    const client = await aClient()
    await service.give(asking(client, 'key-1', { amount: 5 }), context)
    const died = {
      $unset: { status: 1, body: 1 },
      $set: { owner: 'dead', until: new Date(realTime().getTime() + 300) },
    } as const
    await KeptAnswer.updateMany({}, died)
    // Act
    const began = realTime().getTime()
    const again = await service.give(asking(client, 'key-1', { amount: 5 }), context)
    // Assess
    expect([again.statusCode, service.runs()]).toEqual([201, 2])
    expect(realTime().getTime() - began).toBeGreaterThanOrEqual(290)
  })

  it('is forgotten after a day of real time; business time does not count', async () => {
    // Prepare
    const [service, client] = [aService(), await aClient()]
    const ask = () => service.give(asking(client, 'key-1', { amount: 5 }), context)
    await ask()
    // Act
    setClockOffset(3 * DAY)
    await ask()
    setClockOffset(0)
    const runsMeanwhile = service.runs()
    const kept = await KeptAnswer.findOne().lean()
    await KeptAnswer.updateMany({}, { $set: { expiresAt: realTime() } })
    await ask()
    // Assess
    expect([runsMeanwhile, service.runs()]).toEqual([1, 2])
    expect(Math.abs((kept?.expiresAt.getTime() ?? 0) - realTime().getTime() - DAY)).toBeLessThan(MINUTE)
  })
})

describe('an answer that is kept in the transaction of its effect', () => {
  it('is given again after a crash between the two, and the effect is there once', async () => {
    // Prepare
    const client = await aClient()
    const handler = endpoint(give, async ({ body }) => {
      const answer = { number: 1, amount: body.amount }
      await inTransaction(async (session) => {
        await Balance.updateOne(
          { _id: 'platform:fees' },
          { $inc: { posted: 1, version: 1 } },
          { session, upsert: true },
        )
        await keepAnswer(session, answer)
      })
      throw new Error('the answer never got out')
    })
    // Act
    const lost = await handler(asking(client, 'key-1', { amount: 5 }), context)
    const again = await handler(asking(client, 'key-1', { amount: 5 }), context)
    // Assess
    expect([lost.statusCode, again.statusCode, again.body]).toEqual([500, 201, '{"number":1,"amount":5}'])
    expect(await Balance.findById('platform:fees').lean()).toMatchObject({ posted: 1 })
  })

  it('is not stored, nor its effect, by a slow attempt that was taken over', async () => {
    // Prepare
    const client = await aClient()
    let attempts = 0
    const handler = endpoint(give, async ({ body }) => {
      attempts += 1
      const answer = { number: attempts, amount: body.amount }
      if (attempts === 1) {
        await KeptAnswer.updateMany({}, { $set: { until: realTime() } }) // given up for dead
        await handler(asking(client, 'key-1', { amount: 5 }), context)
      }
      await inTransaction(async (session) => {
        await Balance.updateOne(
          { _id: 'platform:fees' },
          { $inc: { posted: 1, version: 1 } },
          { session, upsert: true },
        )
        await keepAnswer(session, answer)
      })
      return answer
    })
    // Act
    const slow = await handler(asking(client, 'key-1', { amount: 5 }), context)
    const again = await handler(asking(client, 'key-1', { amount: 5 }), context)
    // Assess
    expect([slow.statusCode, codeOf(slow)]).toEqual([429, 'IDEMPOTENCY_KEY_BUSY'])
    expect(again.body).toBe('{"number":2,"amount":5}')
    expect(await Balance.findById('platform:fees').lean()).toMatchObject({ posted: 1 })
  })
})
