import mongoose from 'mongoose'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { docsRoutes } from '#functions/docs/docs.routes.ts'
import { type FakeRequest, serve } from '#infra/fakes/fake-server.ts'
import { deploymentStep } from '#lib/lambda/deployment/deployment-step.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { missingUniqueIndexes } from '#lib/model/unique-indexes.ts'
import { ConfigError } from '#lib/platform/config.ts'
import { type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { tripsOf } from '#lib/testing/trips.ts'

aDatabase({ own: true })

const collection = (name: string) => mongoose.connection.collection(name)
const drop = async (name: string, field: string) => {
  const indexes = await collection(name).indexes()
  const found = indexes.find(({ key }) => Object.keys(key as object).join() === field)
  await collection(name).dropIndex(String(found?.name))
}

let lines: LogLine[] = []
beforeAll(() => sendLogsTo((line) => void lines.push(line)))
afterEach(async () => {
  lines = []
  await collection('users').deleteMany({})
  await collection('devices').deleteMany({})
  await buildIndexes()
})

describe('unique indexes', () => {
  it.each([
    ['users', 'email', 'users (email)'],
    ['devices', 'token', 'devices (token)'],
    ['journals', 'key', 'journals (key)'],
  ])('of %s that are missing are named, and made again', async (name, field, told) => {
    // Prepare
    const before = await missingUniqueIndexes()
    await drop(name, field)
    // Act
    const missing = await missingUniqueIndexes()
    await buildIndexes()
    // Assess
    expect([before, missing, await missingUniqueIndexes()]).toEqual([[], [told], []])
  })

  it('count as missing where the same index is there and is not unique', async () => {
    // Prepare
    await drop('users', 'email')
    await collection('users').createIndex({ email: 1 }, { name: 'by-hand' })
    // Act and assess
    expect(await missingUniqueIndexes()).toEqual(['users (email)'])
    await collection('users').dropIndex('by-hand')
  })

  it('are all missing in a database without collections', async () => {
    // Prepare
    await mongoose.connection.dropDatabase()
    // Act and assess
    expect((await missingUniqueIndexes()).length).toBeGreaterThan(20)
  })
})

describe('health, in a process that has just started', () => {
  it('is not ok without a unique index, names it in the log, and is ok once it is there', async () => {
    // Prepare
    await drop('users', 'email')
    // Act
    const { status, headers, text } = await call(docsRoutes.health)
    const logged = lines.filter(({ level }) => level === 'error')
    await buildIndexes()
    const mended = await call(docsRoutes.health)
    // Assess
    expect(status).toBe(503)
    expect(headers).toHaveProperty('retry-after')
    expect(text).not.toContain('users')
    expect(logged).toMatchObject([{ error: { name: 'MissingIndexesError' } }])
    expect(JSON.stringify(logged)).toContain('users (email)')
    expect(mended.status).toBe(200)
  })

  it('asks about them once, and from then on takes one trip', async () => {
    // Prepare
    await call(docsRoutes.health)
    // Act
    const { commands } = await tripsOf(() => call(docsRoutes.health))
    // Assess
    expect(commands).toEqual(['ping'])
  })
})

describe('the step of a deployment', () => {
  const event = {
    StackId: 'arn:stack',
    RequestId: 'request',
    LogicalResourceId: 'Indexes',
    PhysicalResourceId: 'build-indexes',
  }
  const run = async (
    type: 'Create' | 'Update' | 'Delete',
    work: () => Promise<void>,
    remainingMs = 60_000,
  ) => {
    const outcomes: Record<string, unknown>[] = []
    const { url, stop } = await serve(({ method, body }: FakeRequest) => {
      outcomes.push({ method, ...(JSON.parse(body.toString()) as object) })
      return { status: 200 }
    })
    const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => remainingMs }
    await deploymentStep('build-indexes', work)({ ...event, RequestType: type, ResponseURL: url }, context)
    await stop()
    return outcomes
  }

  it('builds what is missing and tells CloudFormation that it may go on', async () => {
    // Prepare
    await drop('users', 'email')
    // Act
    const outcomes = await run('Update', buildIndexes)
    // Assess
    expect(outcomes).toEqual([{ method: 'PUT', Status: 'SUCCESS', ...event }])
    expect(await missingUniqueIndexes()).toEqual([])
  })

  it('fails the deployment where what may exist once exists twice, and quotes nobody’s address', async () => {
    // Prepare
    await drop('users', 'email')
    await collection('users').insertMany([{ email: 'mona@example.com' }, { email: 'mona@example.com' }])
    // Act
    const outcomes = await run('Update', buildIndexes)
    // Assess
    expect(outcomes).toMatchObject([
      { Status: 'FAILED', Reason: expect.stringMatching(/collection users: holds twice/) as unknown },
    ])
    expect(JSON.stringify([outcomes, lines])).not.toContain('mona')
  })

  it.each([
    [
      'a setting that is missing',
      () => Promise.reject(new ConfigError('MONGODB_URI is missing.')),
      /MONGODB_URI/,
    ],
    [
      'a database that is away',
      () => Promise.reject(new mongoose.mongo.MongoNetworkError('at 10.0.0.1')),
      /Mongo/,
    ],
    ['work that takes too long', () => new Promise<void>(() => undefined), /not done in time/],
  ])('fails the deployment for %s, with the reason', async (_, work, reason) => {
    // Act
    const outcomes = await run('Create', work, 10_050)
    // Assess
    expect(outcomes).toMatchObject([{ Status: 'FAILED', Reason: expect.stringMatching(reason) as unknown }])
    expect(JSON.stringify(outcomes)).not.toContain('10.0.0.1')
  })

  it('does nothing when the stack is deleted', async () => {
    // Act
    const outcomes = await run('Delete', () => Promise.reject(new Error('it must not run')))
    // Assess
    expect(outcomes).toMatchObject([{ Status: 'SUCCESS' }])
  })
})
