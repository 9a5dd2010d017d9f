import { describe, expect, it } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { inviteCraftsman } from '#lib/invitations/invite-craftsman.ts'
import { respondToInvitation } from '#lib/invitations/respond-to-invitation.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Invitation } from '#lib/model/invitation.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Quote } from '#lib/model/quote.model.ts'
import type { QuoteId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { acceptQuote } from '#lib/quotes/accept-quote.ts'
import { changeQuote } from '#lib/quotes/change-quote.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'
import { withdrawQuote } from '#lib/quotes/withdraw-quote.ts'
import { aJob, aJobIn, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman } from '#lib/testing/people.ts'
import { race, RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'

aDatabase()

const ROUNDS = roundsOr(50)
const random = randomOf(RACE_SEED)
const rounds = async (round: () => Promise<void>) => {
  for (let i = 0; i < ROUNDS; i += 1) await round()
}

describe(
  `races over quotes, ${ROUNDS} rounds each, RACE_SEED=${RACE_SEED}`,
  { timeout: timeFor(ROUNDS) },
  () => {
    it('if two quotes are accepted at once, exactly one hires', async () => {
      await rounds(async () => {
        const { jobId, quoteId, client } = await aQuotedJob()
        const rival = (await submitQuote(jobId, { price: asPiastres(7_000) }, await aCraftsman()))
          .id as QuoteId
        const { winners, codes } = await race(random, {
          one: () => acceptQuote({ jobId, quoteId, client }),
          other: () => acceptQuote({ jobId, quoteId: rival, client }),
        })
        expect(winners).toHaveLength(1)
        expect(codes).toEqual(['JOB_NOT_OPEN'])
        expect(await Contract.countDocuments({ job: jobId })).toBe(1)
        expect(await Quote.countDocuments({ job: jobId, status: 'Accepted' })).toBe(1)
      })
    })

    it('if the same quote is accepted twice at once, exactly one hires', async () => {
      await rounds(async () => {
        const { jobId, quoteId, client } = await aQuotedJob()
        const accept = () => acceptQuote({ jobId, quoteId, client })
        const { winners } = await race(random, { one: accept, other: accept })
        expect(winners).toHaveLength(1)
        expect(await Contract.countDocuments({ job: jobId })).toBe(1)
      })
    })

    it('if a withdrawal and an acceptance come at once, exactly one wins and decides the status of the job', async () => {
      await rounds(async () => {
        const { jobId, quoteId, client, craftsman } = await aQuotedJob()
        const { winners } = await race(random, {
          withdrawal: () => withdrawQuote({ jobId, quoteId, craftsman }),
          acceptance: () => acceptQuote({ jobId, quoteId, client }),
        })
        expect(winners).toHaveLength(1)
        const isWithdrawn = winners.includes('withdrawal')
        const job = await Job.findById(jobId).lean()
        expect(job).toMatchObject({ status: isWithdrawn ? 'Posted' : 'Hired', openQuotes: 0 })
        expect((await Quote.findById(quoteId).lean())?.status).toBe(isWithdrawn ? 'Withdrawn' : 'Accepted')
      })
    })

    it('a quote is never accepted at a price that changed meanwhile', async () => {
      await rounds(async () => {
        const { jobId, quoteId, client, craftsman } = await aQuotedJob({ price: 20_000 })
        await race(random, {
          change: () => changeQuote({ jobId, quoteId, craftsman }, { price: asPiastres(30_000) }),
          acceptance: () => acceptQuote({ jobId, quoteId, client, price: 20_000 }),
        })
        const contract = await Contract.findOne({ job: jobId }).lean()
        const quote = await Quote.findById(quoteId).lean()
        expect(contract ? [contract.price, quote?.price] : [quote?.price]).toEqual(
          contract ? [20_000, 20_000] : [30_000],
        )
      })
    })

    it('if the last two quotes are withdrawn at once, the job is Posted', async () => {
      await rounds(async () => {
        const { jobId, quoteId, craftsman } = await aQuotedJob()
        const rival = await aCraftsman()
        const rivalQuote = (await submitQuote(jobId, { price: asPiastres(7_000) }, rival)).id as QuoteId
        const { winners } = await race(random, {
          one: () => withdrawQuote({ jobId, quoteId, craftsman }),
          other: () => withdrawQuote({ jobId, quoteId: rivalQuote, craftsman: rival }),
        })
        expect(winners).toHaveLength(2)
        expect(await Job.findById(jobId).lean()).toMatchObject({ status: 'Posted', openQuotes: 0 })
      })
    })

    it('a craftsman who quotes twice at once has one quote', async () => {
      await rounds(async () => {
        const { jobId } = await aJob()
        const craftsman = await aCraftsman()
        const quote = () => submitQuote(jobId, { price: asPiastres(7_000) }, craftsman)
        const { winners, codes } = await race(random, { one: quote, other: quote })
        expect(winners).toHaveLength(1)
        expect(codes).toEqual(['QUOTE_EXISTS'])
        expect((await Job.findById(jobId).lean())?.openQuotes).toBe(1)
      })
    })

    it('if a client invites a craftsman twice at once, they are invited once', async () => {
      const client = await aClient()
      await rounds(async () => {
        const { jobId } = await aJob({ client })
        const craftsman = await aCraftsman()
        const invite = () => inviteCraftsman({ jobId, craftsmanId: craftsman.id, client })
        const { winners, codes } = await race(random, { one: invite, other: invite })
        expect(winners).toHaveLength(1)
        expect(codes).toEqual(['ALREADY_INVITED'])
        expect(await Invitation.countDocuments({ job: jobId })).toBe(1)
      })
    })

    it('if an invitation is accepted and rejected at once, one answer wins', async () => {
      await rounds(async () => {
        const { jobId, client } = await aJob()
        const craftsman = await aCraftsman()
        await inviteCraftsman({ jobId, craftsmanId: craftsman.id, client })
        const { winners } = await race(random, {
          yes: () => respondToInvitation(jobId, 'Accepted', craftsman),
          no: () => respondToInvitation(jobId, 'Rejected', craftsman),
        })
        expect(winners).toHaveLength(1)
      })
    })

    it('if a confirmation and a dispute come at once, the job is Disputed', async () => {
      await rounds(async () => {
        const { jobId, client, craftsman, contractId } = await aJobIn('Completed')
        await race(random, {
          confirmation: () => confirmContract({ jobId, client }),
          dispute: () =>
            updateJobStatus(jobId, { status: 'Disputed', reason: 'Not paid in full' }, craftsman),
        })
        // a dispute may follow a confirmation within its window; a confirmation never follows a dispute
        const contract = await Contract.findById(contractId).lean()
        expect((await Job.findById(jobId).lean())?.status).toBe('Disputed')
        expect(contract?.status).toBe('Disputed')
      })
    })
  },
)
