import mongoose from 'mongoose'
import { beforeAll, describe, expect, it } from 'vitest'
import { contractRoutes } from '#functions/contracts/contracts.routes.ts'
import { invitationRoutes } from '#functions/invitations/invitations.routes.ts'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { currentSettings } from '#lib/settings/settings.ts'
import { call } from '#lib/testing/call.ts'
import { aHiredJob, aJob, aJobIn, aQuotedJob, CAIRO } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman } from '#lib/testing/people.ts'
import { tripsOf } from '#lib/testing/trips.ts'

aDatabase()
beforeAll(async () => {
  await currentSettings() // a warm process has read the settings within the last minute,
  const { jobId, client } = await aJob() // and has two connections for concurrent commands
  await call(jobRoutes.getJob, { as: client, params: { jobId } })
})

/** Sequential trips, with one for authentication. The commit of a transaction is one trip. */
describe('sequential trips to the database', () => {
  it('reading a job: the caller, and the job with its people', async () => {
    const { jobId, client } = await aJob()
    expect((await tripsOf(() => call(jobRoutes.getJob, { as: client, params: { jobId } }))).sequential).toBe(
      2,
    )
  })

  it('browsing jobs: the caller, then the page and its count concurrently', async () => {
    await aJob()
    const craftsman = await aCraftsman()
    expect((await tripsOf(() => call(jobRoutes.listJobs, { as: craftsman }))).sequential).toBe(2)
  })

  it('browsing the nearest jobs: the caller, where around them there are jobs, then the page', async () => {
    await aJob()
    const craftsman = await aCraftsman()
    const query = { near: '31.2357,30.0444', radiusKm: '20' }
    expect((await tripsOf(() => call(jobRoutes.listJobs, { as: craftsman, query }))).sequential).toBe(3)
  })

  it('listing contracts and invitations', async () => {
    const { craftsman } = await aHiredJob()
    expect((await tripsOf(() => call(contractRoutes.listContracts, { as: craftsman }))).sequential).toBe(2)
    expect(
      (await tripsOf(() => call(invitationRoutes.listOwnInvitations, { as: craftsman }))).sequential,
    ).toBe(2)
  })

  it.each([
    [
      'posting a job',
      8,
      async () => {
        const { client, job } = await aJob()
        const body = {
          title: job.title,
          description: job.description,
          category: job.category,
          paymentType: 'Cash',
          location: CAIRO,
        }
        return () => call(jobRoutes.createJob, { as: client, body })
      },
    ],
    [
      'submitting a quote',
      11,
      async () => {
        const { jobId } = await aQuotedJob()
        const craftsman = await aCraftsman()
        return () => call(quoteRoutes.submitQuote, { as: craftsman, params: { jobId }, body: { price: 100 } })
      },
    ],
    [
      'accepting a quote',
      15,
      async () => {
        const { jobId, quoteId, client } = await aQuotedJob()
        return () => call(quoteRoutes.acceptQuote, { as: client, params: { jobId, quoteId }, body: {} })
      },
    ],
    [
      'confirming', // with the fee's journal, its balances, its transaction and that it is owed
      17,
      async () => {
        const { contractId, client } = await aJobIn('Completed')
        return () => call(contractRoutes.confirmContract, { as: client, params: { contractId }, body: {} })
      },
    ],
  ] as const)(
    '%s takes at most %i, and all its writes are in its transaction',
    async (_what, max, prepare) => {
      const act = await prepare()
      const { sequential, bareWrites, commands } = await tripsOf(act)
      expect(sequential, commands.join(' ')).toBeLessThanOrEqual(max)
      expect(bareWrites.length, 'only the rate limit is counted separately').toBeLessThanOrEqual(1)
    },
  )
})

describe('a query', () => {
  it.each([
    ['open jobs of a service', 'jobs', { status: { $in: ['Posted', 'Quoted'] }, category: 'Plumbing' }],
    ['a client’s jobs', 'jobs', { client: new mongoose.Types.ObjectId() }],
    ['jobs whose deadline has passed', 'jobs', { 'timer.at': { $lte: new Date() } }],
    ['quotes of a job', 'quotes', { job: new mongoose.Types.ObjectId() }],
    ['expired quotes', 'quotes', { status: 'Submitted', expiresAt: { $lte: new Date() } }],
    ['contracts of a craftsman', 'contracts', { craftsman: new mongoose.Types.ObjectId() }],
    ['invitations of a craftsman', 'invitations', { craftsman: new mongoose.Types.ObjectId() }],
    ['a user by e-mail', 'users', { email: 'a@example.com' }],
    ['events not yet sent', 'outbox', { sentAt: null }],
    ['verifications that wait', 'verifications', { status: 'Pending' }],
    [
      'a craftsman’s verifications',
      'verifications',
      { craftsman: new mongoose.Types.ObjectId(), status: 'Pending' },
    ],
    ['verifications with something due', 'verifications', { dueAt: { $lte: new Date() } }],
    [
      'uploads that never ended',
      'verifications',
      {
        verificationDocs: { $elemMatch: { status: 'Uploading', startedAt: { $lt: new Date() } } },
        'verificationDocs.status': 'Uploading',
      },
    ],
    ['an ID number by its hash', 'nationalIds', { hashes: { $in: ['a', 'b'] } }],
  ])('for %s uses an index, not a scan', async (_what, collection, filter) => {
    const plan = await mongoose.connection.collection(collection).find(filter).explain('queryPlanner')
    expect(JSON.stringify(plan)).toContain('IXSCAN')
    expect(JSON.stringify(plan)).not.toContain('COLLSCAN')
  })
})
