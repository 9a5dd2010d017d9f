import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { adminActivityRoutes } from '#functions/admin/activity.routes.ts'
import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { type S3Fake, startS3Fake } from '#infra/fakes/s3.ts'
import type { Route } from '#lib/lambda/http/define-route.ts'
import type { HttpEvent, HttpResult } from '#lib/lambda/http/http-event.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { addMs, clock } from '#lib/platform/clock.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { handlerOf } from '#lib/testing/call.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman, anAdmin, type Somebody } from '#lib/testing/people.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

/** What Lambda lets a function answer, as JSON. */
const LAMBDA_BYTES = 6 * 1024 * 1024

aDatabase()

let s3: S3Fake
let admin: Somebody

beforeAll(async () => {
  s3 = await startS3Fake()
  for (const [name, value] of Object.entries(s3.env)) vi.stubEnv(name, value)
  forgetConfig()
  admin = await anAdmin()
})

afterAll(async () => {
  await s3.stop()
  vi.unstubAllEnvs()
  forgetConfig()
})

async function csvOf(route: Route, { token }: Somebody): Promise<HttpResult> {
  const handler = await handlerOf(route)
  const headers = { accept: 'text/csv', authorization: `Bearer ${token}` }
  const requestContext = { requestId: 'r', http: { sourceIp: '127.0.0.1', method: 'GET' } }
  const event = { headers, requestContext, rawQueryString: '' } as unknown as HttpEvent
  return handler(event, { awsRequestId: 'r' })
}

/** So many entries of about 200 bytes. */
const write = (count: number) =>
  ActivityLog.insertMany(
    Array.from({ length: count }, () => ({
      actor: objectId(admin.id),
      action: 'settings.change',
      target: { kind: 'Settings', id: objectId(admin.id) },
      details: { note: randomBytes(40).toString('hex') },
      at: clock(),
    })),
  )

const earn = ({ id }: Somebody, count: number) =>
  Transaction.insertMany(
    Array.from({ length: count }, (_, number) => ({
      user: objectId(id),
      type: 'Payout',
      status: 'Completed',
      amount: 100 + number,
      gateway: 'System',
      createdAt: addMs(clock(), number),
      updatedAt: clock(),
    })),
  )

describe('the activity log as a table', () => {
  it(
    'is answered as itself while it is small, and beyond 4 MB with a link to all of it',
    async () => {
      // Prepare
      await write(100)
      const small = await csvOf(adminActivityRoutes.listActivity, admin)
      await write(30_000)
      // Act
      const large = await csvOf(adminActivityRoutes.listActivity, admin)
      const { location } = large.headers ?? {}
      const table = await (await fetch(String(location))).text()
      // Assess
      expect([small.statusCode, large.statusCode]).toEqual([200, 303])
      expect(small.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8' })
      expect(table.split('\r\n')).toHaveLength(30_100 + 2) // the headings, and the end of the last line
      expect(Buffer.byteLength(JSON.stringify({ body: table }))).toBeGreaterThan(4 * 1024 * 1024)
      expect(Buffer.byteLength(JSON.stringify(large))).toBeLessThan(LAMBDA_BYTES / 1_000)
    },
    timeLimit(20_000),
  )
})

describe('a statement', () => {
  it(
    'with tens of thousands of lines is a link too',
    async () => {
      // Prepare
      const craftsman = await aCraftsman()
      await earn(craftsman, 45_000)
      // Act
      const { statusCode, headers } = await csvOf(walletRoutes.listTransactions, craftsman)
      const table = await (await fetch(String(headers?.location))).text()
      // Assess
      expect(statusCode).toBe(303)
      expect(table.split('\r\n')).toHaveLength(45_000 + 2)
    },
    timeLimit(20_000),
  )
})
