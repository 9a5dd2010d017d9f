import { afterEach, describe, expect, it } from 'vitest'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { inviteCraftsman } from '#lib/invitations/invite-craftsman.ts'
import { respondToInvitation } from '#lib/invitations/respond-to-invitation.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Invitation } from '#lib/model/invitation.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { SettingsVersion } from '#lib/model/settings-version.model.ts'
import { User } from '#lib/model/user.model.ts'
import { addMs, clock, HOUR, realTime, setClockOffset } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'
import { forgetSettings } from '#lib/settings/settings.ts'
import { call } from '#lib/testing/call.ts'
import { aHiredJob, aJob, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman } from '#lib/testing/people.ts'

aDatabase()

const settings = async (values: object) => {
  await SettingsVersion.deleteMany({})
  await SettingsVersion.create([{ version: 1, values, at: realTime() }])
  forgetSettings()
}

afterEach(async () => {
  await SettingsVersion.deleteMany({})
  forgetSettings()
})

async function aCancelledJob() {
  const { jobId, client } = await aJob()
  await call(jobRoutes.cancelJob, { as: client, params: { jobId } })
  return { jobId }
}

describe('quoting', () => {
  it('makes the job Quoted, and Posted again when the last quote is withdrawn', async () => {
    const { jobId } = await aJob()
    const craftsman = await aCraftsman()
    const { status, body } = await call(quoteRoutes.submitQuote, {
      as: craftsman,
      params: { jobId },
      body: { price: 25_000 },
    })
    expect([status, body.status, body.job.status]).toEqual([201, 'Submitted', 'Quoted'])
    const gone = await call(quoteRoutes.withdrawQuote, { as: craftsman, params: { jobId, quoteId: body.id } })
    expect([gone.body.status, gone.body.job.status]).toEqual(['Withdrawn', 'Posted'])
    const again = await call(quoteRoutes.submitQuote, {
      as: craftsman,
      params: { jobId },
      body: { price: 24_000 },
    })
    expect(again.status).toBe(201)
  })

  it('accepts a Pending invitation, and is possible after rejecting one', async () => {
    const { jobId, client } = await aJob()
    const [pending, rejecting] = [await aCraftsman(), await aCraftsman()]
    for (const craftsman of [pending, rejecting])
      await inviteCraftsman({ jobId, craftsmanId: craftsman.id, client })
    await respondToInvitation(jobId, 'Rejected', rejecting)
    for (const as of [pending, rejecting]) {
      expect(
        (await call(quoteRoutes.submitQuote, { as, params: { jobId }, body: { price: 9_000 } })).status,
      ).toBe(201)
    }
    const answerOf = async ({ id }: { id: string }) =>
      (await Invitation.findOne({ job: jobId, craftsman: id }).lean())?.status
    expect([await answerOf(pending), await answerOf(rejecting)]).toEqual(['Accepted', 'Rejected'])
  })

  it('is possible once per craftsman, and refused after a hire', async () => {
    const { jobId, craftsman } = await aQuotedJob()
    const twice = await call(quoteRoutes.submitQuote, {
      as: craftsman,
      params: { jobId },
      body: { price: 1 },
    })
    expect([twice.status, twice.body.code]).toEqual([400, 'QUOTE_EXISTS'])
    const hired = await aHiredJob()
    const late = await call(quoteRoutes.submitQuote, {
      as: hired.craftsman,
      params: { jobId: hired.jobId },
      body: { price: 1 },
    })
    expect([late.status, late.body.code]).toEqual([400, 'JOB_NOT_OPEN'])
  })

  it.each([
    ['is hired for', aHiredJob],
    ['has cancelled', aCancelledJob],
  ])(
    'says no more of a job that somebody %s than that there is none, to whoever cannot see it',
    async (_what, aJobOf) => {
      // Prepare
      const { jobId } = await aJobOf()
      const stranger = await aCraftsman()
      // Act
      const attempt = { as: stranger, params: { jobId }, body: { price: 25_000 } }
      const { status, body } = await call(quoteRoutes.submitQuote, attempt)
      const ofNone = await call(quoteRoutes.submitQuote, { ...attempt, params: { jobId: newId<'Job'>() } })
      // Assess
      expect([status, body]).toEqual([ofNone.status, ofNone.body])
      expect(body.code).toBe('JOB_NOT_FOUND')
    },
  )

  it('takes a change with the time that it has already, also once that is over', async () => {
    // Prepare
    const availableAt = addMs(clock(), HOUR)
    const { jobId, quoteId, craftsman } = await aQuotedJob({ availableAt })
    const change = (at: Date) =>
      call(quoteRoutes.changeQuote, {
        as: craftsman,
        params: { jobId, quoteId },
        body: { price: 19_000, availableAt: at.toISOString() },
      })
    setClockOffset(2 * HOUR)
    // Act
    const [same, other] = [await change(availableAt), await change(addMs(availableAt, -1))]
    setClockOffset(0)
    // Assess
    expect([same.status, same.body.price, other.status]).toEqual([200, 19_000, 400])
  })

  it('is limited per day, and says when to try again', async () => {
    await settings({
      limits: { quotesPerDay: { most: 1, minutes: 60 }, jobsPerDay: { most: 9, minutes: 60 } },
    })
    const craftsman = await aCraftsman()
    const [first, second] = [await aJob(), await aJob()]
    await call(quoteRoutes.submitQuote, { as: craftsman, params: { jobId: first.jobId }, body: { price: 1 } })
    const over = await call(quoteRoutes.submitQuote, {
      as: craftsman,
      params: { jobId: second.jobId },
      body: { price: 1 },
    })
    expect([over.status, over.body.code]).toEqual([429, 'LIMIT_REACHED'])
    expect(Number(over.headers['retry-after'])).toBeGreaterThan(0)
  })

  it('requires verification if the settings say so', async () => {
    await settings({ requireVerification: true })
    const { jobId } = await aJob()
    const craftsman = await aCraftsman()
    const quote = () =>
      call(quoteRoutes.submitQuote, { as: craftsman, params: { jobId }, body: { price: 5_000 } })
    expect([(await quote()).status, (await quote()).body.code]).toEqual([403, 'VERIFICATION_REQUIRED'])
    await User.updateOne({ _id: craftsman.id }, { $set: { 'craftsmanInfo.verificationStatus': 'Verified' } })
    expect((await quote()).body.craftsmanVerified).toBe(true)
  })

  it('shows craftsmen only their own quotes, and the client all of them', async () => {
    const { jobId, client, craftsman, quoteId } = await aQuotedJob()
    const rival = await aCraftsman()
    await submitQuote(jobId, { price: asPiastres(7_000) }, rival)
    const seenBy = async (as: { token: string }) =>
      (await call(quoteRoutes.listQuotes, { as, params: { jobId } })).body.data?.length
    expect([await seenBy(client), await seenBy(rival), await seenBy(await aCraftsman())]).toEqual([2, 1, 0])
    const foreign = await call(quoteRoutes.changeQuote, {
      as: rival,
      params: { jobId, quoteId },
      body: { price: 1 },
    })
    expect([foreign.status, foreign.body.code]).toEqual([404, 'QUOTE_NOT_FOUND'])
    expect((await Quote.findOne({ _id: quoteId, craftsman: craftsman.id }).lean())?.price).toBe(200_000)
  })
})

describe('accepting a quote', () => {
  it('hires its craftsman, declines the others and makes the contract with the current terms', async () => {
    // Prepare
    await settings({ feeRate: 1_500 })
    const { jobId, client, craftsman, quoteId } = await aQuotedJob({ price: 33_333 })
    const rival = await submitQuote(jobId, { price: asPiastres(7_000) }, await aCraftsman())
    // Act
    const { status, body } = await call(quoteRoutes.acceptQuote, {
      as: client,
      params: { jobId, quoteId },
      body: { price: 33_333 },
    })
    // Assess
    expect(status).toBe(201)
    expect(body).toMatchObject({
      price: 33_333,
      platformFee: 5_000,
      payment: 'Cash',
      status: 'Active',
      craftsman: { id: craftsman.id },
    })
    expect(body.terms).toMatchObject({ feeRate: 1_500, settings: 1 })
    expect((await Quote.findById(rival.id).lean())?.status).toBe('Declined')
    expect(await Job.findById(jobId).lean()).toMatchObject({
      status: 'Hired',
      jobPrice: 33_333,
      platformFee: 5_000,
    })
    // and later settings do not touch it
    await settings({ feeRate: 5_000 })
    expect(await Contract.findOne({ job: jobId }).lean()).toMatchObject({
      platformFee: 5_000,
      terms: { feeRate: 1_500 },
    })
  })

  it('is refused if the price is not the one that the client saw', async () => {
    const { jobId, client, quoteId } = await aQuotedJob({ price: 20_000 })
    const { status, body } = await call(quoteRoutes.acceptQuote, {
      as: client,
      params: { jobId, quoteId },
      body: { price: 19_999 },
    })
    expect([status, body.code]).toEqual([400, 'QUOTE_CHANGED'])
  })

  it('requires the whole price in advance for Escrow, and a fifth for CashProtected, at least EGP 100, at most the price', async () => {
    const payAheadFor = async (paymentType: 'Escrow' | 'CashProtected', price: number) => {
      const { jobId, client, quoteId } = await aQuotedJob({ paymentType, price })
      const { body } = await call(quoteRoutes.acceptQuote, {
        as: client,
        params: { jobId, quoteId },
        body: {},
      })
      expect(body.payment).toBe('Unpaid')
      return body.payAhead
    }
    expect(await payAheadFor('Escrow', 50_000)).toBe(50_000)
    expect(await payAheadFor('CashProtected', 100_000)).toBe(20_000)
    expect(await payAheadFor('CashProtected', 30_000)).toBe(10_000)
    expect(await payAheadFor('CashProtected', 4_000)).toBe(4_000)
  })

  it('is refused if the craftsman was banned since, and for a client who does not own the job', async () => {
    const { jobId, client, craftsman, quoteId } = await aQuotedJob()
    const stranger = await call(quoteRoutes.acceptQuote, {
      as: await aClient(),
      params: { jobId, quoteId },
      body: {},
    })
    expect([stranger.status, stranger.body.code]).toEqual([403, 'JOB_NOT_YOURS'])
    await User.updateOne({ _id: craftsman.id }, { $set: { isBanned: true } })
    const { status, body } = await call(quoteRoutes.acceptQuote, {
      as: client,
      params: { jobId, quoteId },
      body: {},
    })
    expect([status, body.code]).toEqual([400, 'QUOTE_NOT_OPEN'])
  })
})
