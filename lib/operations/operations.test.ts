import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { LedgerCheckpoint } from '#lib/model/ledger-checkpoint.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { Session } from '#lib/model/session.model.ts'
import { checkUptime } from '#lib/operations/check-uptime.ts'
import { OPERATIONS_LINE, UPTIME_LINE } from '#lib/operations/gauges.ts'
import { measureOperations } from '#lib/operations/measure-operations.ts'
import { hashPassword } from '#lib/passwords/password.ts'
import { addMs, clock, DAY, HOUR } from '#lib/platform/clock.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { newId } from '#lib/platform/ids.ts'
import { type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { call } from '#lib/testing/call.ts'
import { explained } from '#lib/testing/explained.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient } from '#lib/testing/people.ts'

aDatabase()

let lines: LogLine[] = []
beforeEach(() => {
  lines = []
  sendLogsTo((line) => void lines.push(line))
})
const gaugesOf = (message: string) => lines.find((line) => line.message === message)?.gauges

/** A payout as the collection has it, due in so many hours. */
const aPayout = (status: string, dueInHours: number, settledAgoHours?: number) => ({
  _id: newId(),
  purpose: 'Withdrawal',
  payee: newId(),
  amount: 10_000,
  status,
  account: newId(),
  kind: 'bank',
  requestedAt: addMs(clock(), (dueInHours - 48) * HOUR),
  dueBy: addMs(clock(), dueInHours * HOUR),
  ...(settledAgoHours !== undefined && { settledAt: addMs(clock(), -settledAgoHours * HOUR) }),
  updatedAt: clock(),
})

const aDispute = (status: string, dueInHours: number, decidedAfterHours?: number) => {
  const createdAt = addMs(clock(), (dueInHours - 72) * HOUR)
  return {
    _id: newId(),
    job: newId(),
    status,
    createdAt,
    dueBy: addMs(clock(), dueInHours * HOUR),
    ...(decidedAfterHours !== undefined && {
      resolution: { decision: 'Completed', at: addMs(createdAt, decidedAfterHours * HOUR) },
    }),
  }
}

describe('what is measured of the operation', () => {
  it('is nothing late and nothing wrong where nothing happened', async () => {
    await measureOperations()
    expect(gaugesOf(OPERATIONS_LINE)).toMatchObject({
      payoutsOpen: 0,
      payoutsOverdue: 0,
      disputesOpen: 0,
      disputesOverdue: 0,
      ledgerDifferences: 0,
      outboxWaiting: 0,
    })
    expect(gaugesOf(OPERATIONS_LINE)).not.toHaveProperty('payoutHoursLeft')
  })

  it('is payouts against their due date, disputes against theirs, differences, events that wait, connections', async () => {
    // Prepare
    await Payout.collection.insertMany([
      aPayout('Requested', 20),
      aPayout('Batched', -3),
      aPayout('Unknown', -50),
      aPayout('Failed', -80),
      aPayout('Paid', -10, 20),
      aPayout('Paid', -10, 2),
    ] as never)
    await Dispute.collection.insertMany([
      aDispute('Open', 30),
      aDispute('Escalated', -5),
      aDispute('Resolved', -100, 10),
      aDispute('Resolved', -100, 40),
      aDispute('Resolved', -100, 90),
    ] as never)
    await LedgerCheckpoint.collection.insertMany([
      { _id: 'wallet:1', version: 1, posted: 0, checkedAt: clock(), differsSince: clock() },
      { _id: 'wallet:2', version: 1, posted: 0, checkedAt: clock() },
    ] as never)
    const event = { type: 'job.created', version: 1, data: {} }
    await Outbox.collection.insertMany([
      { ...event, at: addMs(clock(), -DAY), sentAt: null },
      { ...event, at: clock(), sentAt: null },
      { ...event, at: addMs(clock(), -DAY), sentAt: clock() },
    ])
    // Act
    await measureOperations()
    // Assess
    expect(gaugesOf(OPERATIONS_LINE)).toMatchObject({
      payoutsOpen: 3,
      payoutsOverdue: 2,
      payoutHoursLeft: -50,
      payoutsInTimePercent: 50,
      disputesOpen: 2,
      disputesOverdue: 1,
      disputeHoursLeft: -5,
      disputeMedianHours: 40,
      ledgerDifferences: 1,
      outboxWaiting: 1,
      databaseConnections: expect.any(Number) as number,
      databaseConnectionsPercent: expect.any(Number) as number,
    })
  })

  it('is read along indexes, with no sort and no scan', async () => {
    const reads = await explained(measureOperations)
    expect(reads.length).toBeGreaterThan(8)
    for (const { command, filter, costly } of reads)
      expect([command, filter, costly]).toEqual([command, filter, []])
  })
})

describe('the uptime check', () => {
  let server: ReturnType<typeof createServer>
  let answer: (
    path: string,
    body: string,
    headers: NodeJS.Dict<string | string[]>,
  ) => Promise<[number, unknown]>
  const before = process.env.API_URL

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        void answer(request.url ?? '', Buffer.concat(chunks).toString(), request.headers).then(
          ([status, body]) => response.writeHead(status).end(JSON.stringify(body)),
        )
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    process.env.API_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    forgetConfig()
  })
  afterEach(() => {
    delete process.env.UPTIME_LOGIN
    forgetConfig()
  })
  afterAll(() => {
    process.env.API_URL = before
    forgetConfig()
    server.close()
  })

  it('says that the API is up, and asks for no login where no account is named', async () => {
    answer = () => Promise.resolve([200, { status: 'ok' }])
    await checkUptime()
    expect(gaugesOf(UPTIME_LINE)).toMatchObject({ healthUp: 1, healthMs: expect.any(Number) as number })
    expect(gaugesOf(UPTIME_LINE)).not.toHaveProperty('loginUp')
  })

  it('logs in with its account for real, and leaves no session behind', async () => {
    // Prepare
    const probe = await aClient({
      email: 'uptime@craftworks.example',
      password: await hashPassword('a rare: sentence for this'),
    })
    process.env.UPTIME_LOGIN = 'uptime@craftworks.example:a rare: sentence for this'
    forgetConfig()
    const open = await Session.countDocuments({ user: probe.id, endedAt: null })
    answer = async (path, body, headers) => {
      if (path === '/api/health') return [200, { status: 'ok' }]
      const authorization = String(headers.authorization)
      const result =
        path === '/api/auth/login'
          ? await call(authRoutes.login, { body })
          : await call(authRoutes.logout, { headers: { authorization } })
      return [result.status, result.body]
    }
    // Act
    await checkUptime()
    // Assess
    expect(gaugesOf(UPTIME_LINE)).toMatchObject({ healthUp: 1, loginUp: 1 })
    expect(await Session.countDocuments({ user: probe.id, endedAt: null })).toBe(open)
    expect(JSON.stringify(lines)).not.toContain('rare')
  })

  it.each([
    ['unhealthy', 503, { code: 'SERVICE_UNAVAILABLE' }],
    ['something else than the API', 200, { hello: 'world' }],
  ])('says that it is down when it is %s, after two tries', async (_, status, body) => {
    let tries = 0
    answer = () => Promise.resolve([status, body, (tries += 1)] as never)
    await checkUptime()
    expect(gaugesOf(UPTIME_LINE)).toMatchObject({ healthUp: 0 })
    expect(tries).toBe(2)
  })

  it('says that logins are down while health is up', async () => {
    process.env.UPTIME_LOGIN = 'uptime@craftworks.example:wrong'
    forgetConfig()
    answer = (path) =>
      Promise.resolve(path === '/api/health' ? [200, { status: 'ok' }] : [500, { message: 'Internal' }])
    await scheduleHandler(schedules.checkUptime, checkUptime)(null)
    expect(gaugesOf(UPTIME_LINE)).toMatchObject({ healthUp: 1, loginUp: 0 })
    expect(lines.find(({ message }) => message === UPTIME_LINE)?.code).toBe('DownError 500')
  })
})
