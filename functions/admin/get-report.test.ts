import mongoose, { Types } from 'mongoose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminAnalyticsRoutes } from '#functions/admin/analytics.routes.ts'
import { REPORTS } from '#lib/analytics/analytics.schemas.ts'
import { countTouched } from '#lib/analytics/count-touched.ts'
import { rebuildAnalytics } from '#lib/analytics/rebuild.ts'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { markTouched } from '#lib/events/touched.ts'
import { User } from '#lib/model/user.model.ts'
import { freezeClock } from '#lib/platform/clock.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { call, handlerOf } from '#lib/testing/call.ts'
import { aHiredJob, aJob, aJobIn, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aClient, aModerator, anAdmin, type Somebody } from '#lib/testing/people.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
let admin: Somebody
let moderator: Somebody
beforeEach(async () => {
  await emptyDatabase()
  admin = await anAdmin()
  moderator = await aModerator()
})
afterEach(() => {
  freezeClock(null)
})

const { getReport } = adminAnalyticsRoutes

const ask = (report: string, query: Record<string, string>, as = admin, headers = {}) =>
  call(getReport, { as, params: { report }, query, headers })

async function csvOf(report: string, query: Record<string, string>) {
  const handler = await handlerOf(getReport)
  const event = {
    rawPath: `/api/admin/analytics/${report}`,
    rawQueryString: new URLSearchParams(query).toString(),
    queryStringParameters: query,
    pathParameters: { report },
    headers: { accept: 'text/csv', authorization: `Bearer ${admin.token}` },
    requestContext: { http: { method: 'GET', path: '/', sourceIp: '127.0.0.1' } },
  }
  const { body, headers } = await handler(event as never, { awsRequestId: 'csv' })
  return { text: String(body), headers: headers as Record<string, string> }
}

type Rows = { key: string | null; posted: number | null }[]

async function postedBy(query: Record<string, string>, as = admin): Promise<Record<string, number | null>> {
  const { body } = await ask('overview', query, as)
  const rows = body.rows as unknown as Rows
  return Object.fromEntries(
    rows.filter(({ posted }) => posted !== 0).map(({ key, posted }) => [String(key), posted]),
  )
}

/** A job that was posted at an instant; the test decides by whom, and where. */
async function jobAt(at: string, fields: object = {}): Promise<void> {
  const _id = new Types.ObjectId()
  const job = {
    _id,
    client: new Types.ObjectId(),
    category: 'Plumbing',
    status: 'Posted',
    createdAt: new Date(at),
    ...fields,
  }
  await mongoose.connection.collection('jobs').insertOne(job)
  const mark = { type: 'touched', at: new Date(at), sentAt: new Date(), touched: `job:${_id.toHexString()}` }
  await mongoose.connection.collection('outbox').insertOne(mark)
}

/** People of a test are stored without the event of a registration. */
async function markPeople(): Promise<void> {
  for (const { _id } of await User.find({}, { _id: 1 }).lean()) {
    await inTransaction((tx) => markTouched(tx, `user:${_id.toHexString()}`))
  }
}

describe('the days of a report', () => {
  it('are those of Cairo, also where a day has 25 or 23 hours', async () => {
    // Prepare: the clocks go back at midnight of 30 October 2026, and forward at midnight of 24 April
    for (const at of [
      '2026-10-29T20:30:00Z',
      '2026-10-29T21:30:00Z',
      '2026-10-29T22:00:00Z',
      '2026-04-23T21:59:59Z',
      '2026-04-23T22:00:00Z',
    ])
      await jobAt(at)
    // Act
    await runToEnd(countTouched)
    // Assess
    expect(await postedBy({ from: '2026-10-28', to: '2026-11-01' })).toEqual({
      '2026-10-29': 2,
      '2026-10-30': 1,
    })
    expect(await postedBy({ from: '2026-04-20', to: '2026-04-28' })).toEqual({
      '2026-04-23': 1,
      '2026-04-24': 1,
    })
  })

  it('are half open, and at most 400', async () => {
    await jobAt('2026-11-02T10:00:00Z')
    await runToEnd(countTouched)
    expect(await postedBy({ from: '2026-11-01', to: '2026-11-02' })).toEqual({})
    expect(await postedBy({ from: '2026-11-02', to: '2026-11-03' })).toEqual({ '2026-11-02': 1 })
    expect((await ask('overview', { from: '2026-01-01', to: '2027-02-05' })).status).toBe(200)
    for (const to of ['2027-02-06', '2026-01-01', '2025-12-01', '2026-02-30', 'soon']) {
      const { status, body } = await ask('overview', { from: '2026-01-01', to })
      expect([status, body.code], to).toEqual([400, 'VALIDATION_FAILED'])
    }
  })

  it('are compared with as many days before, or with the same days a year before', async () => {
    freezeClock(new Date('2026-11-20T10:00:00Z'))
    for (const at of ['2026-11-05T10:00:00Z', '2026-11-01T10:00:00Z', '2025-11-05T10:00:00Z']) await jobAt(at)
    await runToEnd(countTouched)
    const range = { from: '2026-11-04', to: '2026-11-08' }
    const before = (await ask('overview', { ...range, compare: 'previous' })).body.compare
    expect(before).toMatchObject({ from: '2026-10-31', to: '2026-11-04', totals: { posted: 1 } })
    const year = (await ask('overview', { ...range, compare: 'year' })).body.compare
    expect(year).toMatchObject({ from: '2025-11-04', to: '2025-11-08', totals: { posted: 1 } })
  })
})

describe('a report', () => {
  it('follows what happens to jobs by the API, and a rebuild finds the same', async () => {
    // Prepare
    await aJob()
    await aQuotedJob()
    await aHiredJob()
    const confirmed = await aJobIn('Completed')
    await confirmContract({ jobId: confirmed.jobId, client: confirmed.client })
    await markPeople()
    // Act
    await runToEnd(countTouched)
    // Assess
    const totals = async (report: string) => (await ask(report, {})).body.totals as Record<string, unknown>
    expect(await totals('funnel')).toMatchObject({ posted: 4, quoted: 3, hired: 2, completed: 1 })
    expect(await totals('money')).toMatchObject({
      gmv: 200_000,
      gmvCash: 200_000,
      fees: 20_000,
      takeRate: 0.1,
      revenue: 20_000,
      feesOwed: 20_000,
      feesOwed7: 20_000,
    })
    expect(Object.keys(await postedBy({ groupBy: 'governorate' }))).toEqual(['EG-C'])
    const all = async () => Promise.all(REPORTS.map((report) => totals(report)))
    const before = await all()
    await rebuildAnalytics()
    expect(await all()).toEqual(before)
  })

  it('says up to when changes are counted', async () => {
    freezeClock(new Date('2026-11-20T10:00:00Z'))
    await jobAt('2026-11-19T08:00:00Z')
    expect((await ask('overview', {})).body.asOf).toBe('2026-11-19T08:00:00.000Z')
    await runToEnd(countTouched)
    expect((await ask('overview', {})).body.asOf).toBe('2026-11-20T10:00:00.000Z')
  })

  it('hides from moderators what is about fewer than 5 people, however many jobs they have', async () => {
    // Prepare: ten jobs of four clients on one day, five of five clients on the next
    const clients = Array.from({ length: 5 }, () => new Types.ObjectId())
    for (let i = 0; i < 10; i += 1) await jobAt('2026-11-02T10:00:00Z', { client: clients[i % 4] })
    for (const client of clients) await jobAt('2026-11-03T10:00:00Z', { client })
    await runToEnd(countTouched)
    // Act and assess
    const query = { from: '2026-11-02', to: '2026-11-04' }
    expect(await postedBy(query, admin)).toEqual({ '2026-11-02': 10, '2026-11-03': 5 })
    expect(await postedBy(query, moderator)).toEqual({ '2026-11-02': null, '2026-11-03': 5 })
    expect((await ask('overview', query, moderator)).body.totals).toMatchObject({
      posted: 15,
      completed: null,
    })
  })

  it('is a table with the same numbers for spreadsheets, in which no formula runs', async () => {
    await jobAt('2026-11-02T10:00:00Z', { category: '=HYPERLINK("http://x")' })
    await runToEnd(countTouched)
    const query = { from: '2026-11-01', to: '2026-11-03', groupBy: 'category' }
    const { text, headers } = await csvOf('funnel', query)
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(headers['content-disposition']).toContain('funnel-2026-11-01-2026-11-03.csv')
    const [head, row] = text.slice(1).split('\r\n')
    expect(text.charCodeAt(0)).toBe(0xfeff)
    expect(head).toMatch(/^"key","posted","quoted"/)
    expect(row).toMatch(/^"'=HYPERLINK\(""http:\/\/x""\)",1,0/)
  })

  it('is for staff alone, and there are eight of them', async () => {
    expect((await ask('overview', {}, await aClient())).status).toBe(403)
    for (const report of REPORTS) {
      for (const as of [admin, moderator]) expect((await ask(report, {}, as)).status, report).toBe(200)
    }
    expect((await ask('nothing', {})).body.code).toBe('ROUTE_NOT_FOUND')
  })
})
