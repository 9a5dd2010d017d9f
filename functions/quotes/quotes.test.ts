import { afterEach, describe, expect, it } from 'vitest'
import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { Contract } from '#lib/contracts/contract.model.ts'
import { Invitation } from '#lib/invitations/invitation.model.ts'
import { inviteCraftsman } from '#lib/invitations/invite-craftsman.ts'
import { respondToInvitation } from '#lib/invitations/respond-to-invitation.ts'
import { Job } from '#lib/jobs/job.model.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import { Quote } from '#lib/quotes/quote.model.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'
import { forgetSettings, SettingsVersion } from '#lib/settings/settings.ts'
import { realTime } from '#lib/platform/clock.ts'
import { call } from '#lib/testing/call.ts'
import { aHiredJob, aJob, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman } from '#lib/testing/people.ts'
import { User } from '#lib/users/user.model.ts'

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

  it('accepts a Pending invitation with it, and takes a quote of one who rejected', async () => {
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

  it('is one open quote a craftsman, and over once somebody is hired', async () => {
    const { jobId, craftsman } = await aQuotedJob()
    const twice = await call(quoteRoutes.submitQuote, {
      as: craftsman,
      params: { jobId },
      body: { price: 1 },
    })
    expect([twice.status, twice.body.code]).toEqual([400, 'QUOTE_EXISTS'])
    const hired = await aHiredJob()
    const late = await call(quoteRoutes.submitQuote, {
      as: await aCraftsman(),
      params: { jobId: hired.jobId },
      body: { price: 1 },
    })
    expect([late.status, late.body.code]).toEqual([400, 'JOB_NOT_OPEN'])
  })

  it('is limited a day, with the time after which to come back', async () => {
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

  it('waits for verification where the settings ask for it', async () => {
    await settings({ requireVerification: true })
    const { jobId } = await aJob()
    const craftsman = await aCraftsman()
    const quote = () =>
      call(quoteRoutes.submitQuote, { as: craftsman, params: { jobId }, body: { price: 5_000 } })
    expect([(await quote()).status, (await quote()).body.code]).toEqual([403, 'VERIFICATION_REQUIRED'])
    await User.updateOne({ _id: craftsman.id }, { $set: { 'craftsmanInfo.verificationStatus': 'Verified' } })
    expect((await quote()).body.craftsmanVerified).toBe(true)
  })

  it('shows a craftsman his own quotes, the client all, and nobody another’s', async () => {
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
  it('hires its craftsman, declines the others and makes the contract with the terms of today', async () => {
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

  it('refuses a price that the client did not see', async () => {
    const { jobId, client, quoteId } = await aQuotedJob({ price: 20_000 })
    const { status, body } = await call(quoteRoutes.acceptQuote, {
      as: client,
      params: { jobId, quoteId },
      body: { price: 19_999 },
    })
    expect([status, body.code]).toEqual([400, 'QUOTE_CHANGED'])
  })

  it('asks ahead for the whole of an Escrow price, and for a fifth of CashProtected, at least EGP 100, at most the price', async () => {
    const ahead = async (paymentType: 'Escrow' | 'CashProtected', price: number) => {
      const { jobId, client, quoteId } = await aQuotedJob({ paymentType, price })
      const { body } = await call(quoteRoutes.acceptQuote, {
        as: client,
        params: { jobId, quoteId },
        body: {},
      })
      expect(body.payment).toBe('Unpaid')
      return body.payAhead
    }
    expect(await ahead('Escrow', 50_000)).toBe(50_000)
    expect(await ahead('CashProtected', 100_000)).toBe(20_000)
    expect(await ahead('CashProtected', 30_000)).toBe(10_000)
    expect(await ahead('CashProtected', 4_000)).toBe(4_000)
  })

  it('does not hire a craftsman who was blocked since, nor by a stranger', async () => {
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
