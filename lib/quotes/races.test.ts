import { describe, expect, it } from 'vitest'
import { AppError } from '#lib/errors/app-error.ts'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { Contract } from '#lib/contracts/contract.model.ts'
import { inviteCraftsman } from '#lib/invitations/invite-craftsman.ts'
import { Invitation } from '#lib/invitations/invitation.model.ts'
import { respondToInvitation } from '#lib/invitations/respond-to-invitation.ts'
import { Job } from '#lib/jobs/job.model.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import type { QuoteId } from '#lib/platform/ids.ts'
import { acceptQuote } from '#lib/quotes/accept-quote.ts'
import { changeQuote } from '#lib/quotes/change-quote.ts'
import { Quote } from '#lib/quotes/quote.model.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'
import { withdrawQuote } from '#lib/quotes/withdraw-quote.ts'
import { aJob, aJobIn, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman } from '#lib/testing/people.ts'
import { roundsOr, timeFor } from '#lib/testing/race.ts'

aDatabase()

const ROUNDS = roundsOr(50)
const rounds = async (round: () => Promise<void>) => {
  for (let i = 0; i < ROUNDS; i += 1) await round()
}

/** Runs all at once; answers how many won and the codes of those that lost. Anything but a refusal fails. */
async function race(...contenders: readonly (() => Promise<unknown>)[]) {
  const outcomes = await Promise.allSettled(contenders.map((contender) => contender()))
  const losers = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
  )
  for (const loser of losers) expect(loser).toBeInstanceOf(AppError)
  return {
    won: outcomes.length - losers.length,
    first: outcomes[0]?.status === 'fulfilled',
    codes: losers.map((loser) => (loser as AppError).code),
  }
}

describe(`races, ${ROUNDS} rounds each`, { timeout: timeFor(ROUNDS) }, () => {
  it('of two acceptances of two quotes exactly one hires', async () => {
    await rounds(async () => {
      const { jobId, quoteId, client } = await aQuotedJob()
      const rival = (await submitQuote(jobId, { price: asPiastres(7_000) }, await aCraftsman())).id as QuoteId
      const { won, codes } = await race(
        () => acceptQuote({ jobId, quoteId, client }),
        () => acceptQuote({ jobId, quoteId: rival, client }),
      )
      expect({ won, codes }).toEqual({ won: 1, codes: ['JOB_NOT_OPEN'] })
      expect(await Contract.countDocuments({ job: jobId })).toBe(1)
      expect(await Quote.countDocuments({ job: jobId, status: 'Accepted' })).toBe(1)
    })
  })

  it('of two acceptances of the same quote exactly one hires', async () => {
    await rounds(async () => {
      const { jobId, quoteId, client } = await aQuotedJob()
      const accept = () => acceptQuote({ jobId, quoteId, client })
      expect((await race(accept, accept)).won).toBe(1)
      expect(await Contract.countDocuments({ job: jobId })).toBe(1)
    })
  })

  it('of a withdrawal and an acceptance exactly one wins, and the job is where the winner put it', async () => {
    await rounds(async () => {
      const { jobId, quoteId, client, craftsman } = await aQuotedJob()
      const { won, first } = await race(
        () => withdrawQuote({ jobId, quoteId, craftsman }),
        () => acceptQuote({ jobId, quoteId, client }),
      )
      expect(won).toBe(1)
      const job = await Job.findById(jobId).lean()
      expect(job).toMatchObject({ status: first ? 'Posted' : 'Hired', openQuotes: 0 })
      expect((await Quote.findById(quoteId).lean())?.status).toBe(first ? 'Withdrawn' : 'Accepted')
    })
  })

  it('nobody hires at a price that changed under his hand', async () => {
    await rounds(async () => {
      const { jobId, quoteId, client, craftsman } = await aQuotedJob({ price: 20_000 })
      await race(
        () => changeQuote({ jobId, quoteId, craftsman }, { price: asPiastres(30_000) }),
        () => acceptQuote({ jobId, quoteId, client, price: 20_000 }),
      )
      const contract = await Contract.findOne({ job: jobId }).lean()
      const quote = await Quote.findById(quoteId).lean()
      expect(contract ? [contract.price, quote?.price] : [quote?.price]).toEqual(
        contract ? [20_000, 20_000] : [30_000],
      )
    })
  })

  it('the last two quotes withdrawn at once leave the job Posted', async () => {
    await rounds(async () => {
      const { jobId, quoteId, craftsman } = await aQuotedJob()
      const rival = await aCraftsman()
      const rivalQuote = (await submitQuote(jobId, { price: asPiastres(7_000) }, rival)).id as QuoteId
      const { won } = await race(
        () => withdrawQuote({ jobId, quoteId, craftsman }),
        () => withdrawQuote({ jobId, quoteId: rivalQuote, craftsman: rival }),
      )
      expect(won).toBe(2)
      expect(await Job.findById(jobId).lean()).toMatchObject({ status: 'Posted', openQuotes: 0 })
    })
  })

  it('a craftsman who quotes twice at once has one quote', async () => {
    await rounds(async () => {
      const { jobId } = await aJob()
      const craftsman = await aCraftsman()
      const quote = () => submitQuote(jobId, { price: asPiastres(7_000) }, craftsman)
      const { won, codes } = await race(quote, quote)
      expect({ won, codes }).toEqual({ won: 1, codes: ['QUOTE_EXISTS'] })
      expect((await Job.findById(jobId).lean())?.openQuotes).toBe(1)
    })
  })

  it('a craftsman is invited once, whoever asks twice', async () => {
    const client = await aClient()
    await rounds(async () => {
      const { jobId } = await aJob({ client })
      const craftsman = await aCraftsman()
      const invite = () => inviteCraftsman({ jobId, craftsmanId: craftsman.id, client })
      const { won, codes } = await race(invite, invite)
      expect({ won, codes }).toEqual({ won: 1, codes: ['ALREADY_INVITED'] })
      expect(await Invitation.countDocuments({ job: jobId })).toBe(1)
    })
  })

  it('an invitation is answered once', async () => {
    await rounds(async () => {
      const { jobId, client } = await aJob()
      const craftsman = await aCraftsman()
      await inviteCraftsman({ jobId, craftsmanId: craftsman.id, client })
      const { won } = await race(
        () => respondToInvitation(jobId, 'Accepted', craftsman),
        () => respondToInvitation(jobId, 'Rejected', craftsman),
      )
      expect(won).toBe(1)
    })
  })

  it('of a confirmation and a dispute one decides, and the other is judged by what it left', async () => {
    await rounds(async () => {
      const { jobId, client, craftsman, contractId } = await aJobIn('Completed')
      await race(
        () => confirmContract({ jobId, client }),
        () => updateJobStatus(jobId, { status: 'Disputed', reason: 'Not paid in full' }, craftsman),
      )
      // a dispute may follow a confirmation within its window; a confirmation never follows a dispute
      const contract = await Contract.findById(contractId).lean()
      expect((await Job.findById(jobId).lean())?.status).toBe('Disputed')
      expect(contract?.status).toBe('Disputed')
    })
  })
})
