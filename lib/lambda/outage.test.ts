import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import * as z from 'zod'
import { docsRoutes } from '#functions/docs/docs.routes.ts'
import { serviceRoutes } from '#functions/services/services.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { startSecretsManagerFake } from '#infra/fakes/secrets-manager.ts'
import { defineQueues } from '#lib/lambda/queue/define-queue.ts'
import { queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { defineSchedules } from '#lib/lambda/schedule/define-schedule.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { connectionHandler } from '#lib/lambda/socket/connection-handler.ts'
import { defineSocketRoutes } from '#lib/lambda/socket/define-socket-routes.ts'
import type { SocketEvent } from '#lib/lambda/socket/socket-event.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { User } from '#lib/model/user.model.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { connectMongo, disconnectMongo, inTransaction } from '#lib/platform/mongo.ts'
import { call } from '#lib/testing/call.ts'
import { type DatabaseLine, openDatabaseLine } from '#lib/testing/database-line.ts'
import { aClient, type Somebody } from '#lib/testing/people.ts'

/** The driver gives up, and finds out that the database is back, sooner than in a deployment. */
const QUICK = { serverSelectionTimeoutMS: 500, heartbeatFrequencyMS: 500 }

let line: DatabaseLine
let client: Somebody
let lines: LogLine[] = []

beforeAll(async () => {
  line = await openDatabaseLine(inject('mongoUri'), `test-${randomUUID()}`)
  process.env.MONGODB_URI = line.uri
  forgetConfig()
  await connectMongo(QUICK)
  await buildIndexes()
  client = await aClient()
  sendLogsTo((logged) => void lines.push(logged))
})
afterEach(() => {
  line.mend()
  lines = []
})
afterAll(async () => {
  await disconnectMongo() // the database stays until the run ends: the transaction that was cut holds its locks
  await line.stop()
})

const errors = () => lines.filter(({ level }) => level === 'error')
const ok = async () => (await call(docsRoutes.health)).status

describe('a database that is away', () => {
  it.each([
    ['health', () => call(docsRoutes.health)],
    ['a public list', () => call(serviceRoutes.listServices)],
    ['a signed-in route', () => call(userRoutes.getMe, { as: client })],
  ])(
    'answers 503 with Retry-After to %s, tells the log, and is used again when it is back',
    async (_, ask) => {
      // Prepare
      await expect.poll(ok, { timeout: 15_000 }).toBe(200)
      lines = []
      line.cut()
      // Act
      const { status, body, headers } = await ask()
      const logged = errors()
      line.mend()
      // Assess
      expect([status, body.code]).toEqual([503, 'SERVICE_UNAVAILABLE'])
      expect(Number(headers['retry-after'])).toBeGreaterThan(0)
      expect(logged).toMatchObject([{ message: 'failed', code: 'SERVICE_UNAVAILABLE' }])
      expect((logged[0]?.error as { name: string }).name).toMatch(/^Mongo|^Error$/)
      await expect.poll(ok, { timeout: 15_000 }).toBe(200)
    },
  )

  it('answers 503 where it goes away in the middle of a transaction', async () => {
    // Prepare
    await expect.poll(ok, { timeout: 15_000 }).toBe(200)
    const { toAppError } = await import('#lib/lambda/http/reply.ts')
    // Act
    const error: unknown = await inTransaction(async (tx) => {
      await User.findById(client.id).session(tx).lean()
      line.cut()
      await User.findById(client.id).session(tx).lean()
    }).catch((thrown: unknown) => thrown)
    // Assess
    expect(toAppError(error).code).toBe('SERVICE_UNAVAILABLE')
  }, 30_000)

  it('refuses a handshake with 503, fails a batch as a whole, and a run without the words of the driver', async () => {
    // Prepare
    await disconnectMongo()
    line.cut()
    const { connect } = defineSocketRoutes({ connect: { key: '$connect', uses: ['mongo'], summary: '' } })
    const { parcels } = defineQueues({
      parcels: {
        consumer: 'carryParcel',
        message: z.object({}),
        uses: ['mongo'],
        batchSize: 10,
        windowSeconds: 0,
        concurrency: 3,
        timeoutSeconds: 5,
        visibilitySeconds: 30,
        maxReceives: 5,
        maxCalls: 2,
        summary: '',
      },
    })
    const { sweep } = defineSchedules({ sweep: { runs: 'rate(1 minute)', uses: ['mongo'], summary: '' } })
    const never = () => Promise.reject(new Error('nothing may be worked on'))
    const event = { requestContext: { requestId: 'r', connectionId: 'c' } } as unknown as SocketEvent
    const Records = [1, 2].map((number) => ({ messageId: `m${number}`, body: '{}' }))
    // Act
    const [handshake, batch, run] = await Promise.all([
      connectionHandler(connect, never)(event, { awsRequestId: 'r' }),
      queueHandler(parcels, never)({ Records }),
      scheduleHandler(sweep, never)({}).catch((error: unknown) => error),
    ])
    // Assess
    expect(handshake.statusCode).toBe(503)
    expect(batch.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m1', 'm2'])
    expect(run).toMatchObject({ name: 'FailedRunError' })
    expect((run as Error).message).toMatch(/^A run of sweep failed: Mongo\w+Error$/)
    expect(errors()).toHaveLength(3)
    line.mend()
    await connectMongo(QUICK)
  }, 30_000)
})

describe('a secret that is away', () => {
  it('answers 503 with Retry-After too, and the request works once it is back', async () => {
    // Prepare
    const secretsManager = await startSecretsManagerFake()
    secretsManager.put({ MONGODB_URI: line.uri, JWT_SECRET: process.env.JWT_SECRET })
    secretsManager.answerWith(500)
    await disconnectMongo()
    Object.assign(process.env, secretsManager.env)
    forgetConfig()
    // Act
    const away = await call(docsRoutes.health)
    secretsManager.answerWith(200)
    const back = await call(docsRoutes.health)
    // Assess
    expect([away.status, away.body.code]).toEqual([503, 'SERVICE_UNAVAILABLE'])
    expect(away.headers).toHaveProperty('retry-after')
    expect(back.status).toBe(200)
    for (const name of Object.keys(secretsManager.env)) Reflect.deleteProperty(process.env, name)
    forgetConfig()
    await secretsManager.stop()
  })
})
