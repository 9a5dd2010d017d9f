import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fail } from '#lib/errors/app-error.ts'
import { saveResponse } from '#lib/idempotency/save-response.ts'
import { defineRoutes, everyCaller } from '#lib/lambda/http/define-route.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import type { HttpEvent } from '#lib/lambda/http/http-event.ts'
import { Balance } from '#lib/model/balance.model.ts'
import { IdempotencyKey } from '#lib/model/idempotency-key.model.ts'
import { DAY, MINUTE, realTime, setClockOffset } from '#lib/platform/clock.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aClient, type Somebody } from '#lib/testing/people.ts'

aDatabase({ own: true })
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
    matrix: everyCaller(201),
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
    matrix: everyCaller(201),
  },
})

/** Two routes that count how often they ran. `during` is called in the middle of each run. */
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

const requestOf = (as: Somebody, key: string | undefined, body: object): HttpEvent => ({
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
    const first = await service.give(requestOf(client, 'key-1', body), context)
    const second = await service.give(requestOf(client, 'key-1', { to: 'me', amount: 5 }), context)
    // Assess
    expect([first.statusCode, first.body]).toEqual([201, '{"number":1,"amount":5}'])
    expect([second.statusCode, second.body]).toEqual([first.statusCode, first.body])
    expect(service.runs()).toBe(1)
  })

  it('is refused with another body; another caller, another route or no key is another request', async () => {
    // Prepare
    const [service, client, other] = [aService(), await aClient(), await aClient()]
    await service.give(requestOf(client, 'key-1', { amount: 5 }), context)
    // Act
    const reused = await service.give(requestOf(client, 'key-1', { amount: 6 }), context)
    await service.give(requestOf(other, 'key-1', { amount: 6 }), context)
    await service.take(requestOf(client, 'key-1', { amount: 6 }), context)
    await service.give(requestOf(client, undefined, { amount: 5 }), context)
    // Assess
    expect([reused.statusCode, codeOf(reused)]).toEqual([400, 'IDEMPOTENCY_KEY_REUSED'])
    expect(service.runs()).toBe(4)
  })

  it.each(['', 'two words', 'مفتاح', 'x'.repeat(256)])('that is malformed is refused: "%s"', async (key) => {
    // Prepare
    const [service, client] = [aService(), await aClient()]
    // Act
    const refused = await service.give(requestOf(client, key, { amount: 5 }), context)
    // Assess
    expect([refused.statusCode, codeOf(refused), service.runs()]).toEqual([400, 'VALIDATION_FAILED', 0])
  })

  it('saves an error of the table, but neither an unexpected error nor a rate limit', async () => {
    // Prepare
    const errors = [new Error('the disk is full'), fail('LIMIT_REACHED'), fail('NOTHING_TO_REFUND')]
    const service = aService((run) => {
      const error = errors[run - 1]
      if (error) throw error
    })
    const client = await aClient()
    const ask = () => service.give(requestOf(client, 'key-1', { amount: 5 }), context)
    // Act
    const statuses = [await ask(), await ask(), await ask(), await ask()].map(({ statusCode }) => statusCode)
    // Assess
    expect([statuses, service.runs()]).toEqual([[500, 429, 400, 400], 3])
  })

  it('that is sent twenty times at once runs once, and all get the same response', async () => {
    // Prepare
    const service = aService(() => new Promise((done) => setTimeout(done, 150)))
    const client = await aClient()
    const twenty = Array.from({ length: 20 }, () => requestOf(client, 'key-1', { amount: 5 }))
    // Act
    const answers = await Promise.all(twenty.map((event) => service.give(event, context)))
    // Assess
    expect(service.runs()).toBe(1)
    expect(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).size).toBe(1)
  })

  it('whose request died can be claimed again once its lease has expired, and not before', async () => {
    // Prepare
    const service = aService()
    const client = await aClient()
    await service.give(requestOf(client, 'key-1', { amount: 5 }), context)
    const died = {
      $unset: { status: 1, body: 1 },
      $set: { owner: 'dead', until: new Date(realTime().getTime() + 300) },
    } as const
    await IdempotencyKey.updateMany({}, died)
    // Act
    const began = realTime().getTime()
    const again = await service.give(requestOf(client, 'key-1', { amount: 5 }), context)
    // Assess
    expect([again.statusCode, service.runs()]).toEqual([201, 2])
    expect(realTime().getTime() - began).toBeGreaterThanOrEqual(290)
  })

  it('expires after a day of real time; business time does not count', async () => {
    // Prepare
    const [service, client] = [aService(), await aClient()]
    const ask = () => service.give(requestOf(client, 'key-1', { amount: 5 }), context)
    await ask()
    // Act
    setClockOffset(3 * DAY)
    await ask()
    setClockOffset(0)
    const runsMeanwhile = service.runs()
    const record = await IdempotencyKey.findOne().lean()
    await IdempotencyKey.updateMany({}, { $set: { expiresAt: realTime() } })
    await ask()
    // Assess
    expect([runsMeanwhile, service.runs()]).toEqual([1, 2])
    expect(Math.abs((record?.expiresAt.getTime() ?? 0) - realTime().getTime() - DAY)).toBeLessThan(MINUTE)
  })
})

describe('a response that is saved in the transaction of its effect', () => {
  it('is sent again after a crash before the response, and the effect is stored once', async () => {
    // Prepare
    const client = await aClient()
    const handler = endpoint(give, async ({ body }) => {
      const answer = { number: 1, amount: body.amount }
      await inTransaction(async (tx) => {
        await Balance.updateOne(
          { _id: 'platform:fees' },
          { $inc: { posted: 1, version: 1 } },
          { session: tx, upsert: true },
        )
        await saveResponse(tx, answer)
      })
      throw new Error('the response was never sent')
    })
    // Act
    const lost = await handler(requestOf(client, 'key-1', { amount: 5 }), context)
    const again = await handler(requestOf(client, 'key-1', { amount: 5 }), context)
    // Assess
    expect([lost.statusCode, again.statusCode, again.body]).toEqual([500, 201, '{"number":1,"amount":5}'])
    expect(await Balance.findById('platform:fees').lean()).toMatchObject({ posted: 1 })
  })

  it('is not stored by a slow attempt that lost its lease, and neither is its effect', async () => {
    // Prepare
    const client = await aClient()
    let attempts = 0
    const handler = endpoint(give, async ({ body }) => {
      attempts += 1
      const answer = { number: attempts, amount: body.amount }
      if (attempts === 1) {
        await IdempotencyKey.updateMany({}, { $set: { until: realTime() } }) // the lease expires
        await handler(requestOf(client, 'key-1', { amount: 5 }), context)
      }
      await inTransaction(async (tx) => {
        await Balance.updateOne(
          { _id: 'platform:fees' },
          { $inc: { posted: 1, version: 1 } },
          { session: tx, upsert: true },
        )
        await saveResponse(tx, answer)
      })
      return answer
    })
    // Act
    const slow = await handler(requestOf(client, 'key-1', { amount: 5 }), context)
    const again = await handler(requestOf(client, 'key-1', { amount: 5 }), context)
    // Assess
    expect([slow.statusCode, codeOf(slow)]).toEqual([429, 'IDEMPOTENCY_KEY_BUSY'])
    expect(again.body).toBe('{"number":2,"amount":5}')
    expect(await Balance.findById('platform:fees').lean()).toMatchObject({ posted: 1 })
  })

  it('is not stored where the transaction is rolled back, so the request can be made again', async () => {
    // Prepare
    const client = await aClient()
    let attempts = 0
    const handler = endpoint(give, ({ body }) =>
      inTransaction(async (tx) => {
        attempts += 1
        const answer = { number: attempts, amount: body.amount }
        await saveResponse(tx, answer)
        if (attempts === 1) throw new Error('the commit never came')
        return answer
      }),
    )
    // Act
    const lost = await handler(requestOf(client, 'key-1', { amount: 5 }), context)
    const again = await handler(requestOf(client, 'key-1', { amount: 5 }), context)
    // Assess
    expect([lost.statusCode, again.statusCode, again.body]).toEqual([500, 201, '{"number":2,"amount":5}'])
  })
})
