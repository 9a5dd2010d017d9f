import { inviteCraftsman } from '#lib/invitations/invite-craftsman.ts'
import { respondToInvitation } from '#lib/invitations/respond-to-invitation.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Job } from '#lib/model/job.model.ts'
import type { JobStatus, PaymentType } from '#lib/model/job-status.ts'
import { clock } from '#lib/platform/clock.ts'
import type { ContractId, JobId, QuoteId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { applyDeadlines } from '#lib/process/apply-deadlines.ts'
import { acceptQuote } from '#lib/quotes/accept-quote.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'
import { withdrawQuote } from '#lib/quotes/withdraw-quote.ts'
import { aJob } from '#lib/testing/jobs.ts'
import { aPendingPayment, captureAtGateway } from '#lib/testing/payments.ts'
import { aClient, aCraftsman, aModerator, anAdmin, type Somebody } from '#lib/testing/people.ts'

/** The price of the winner of a contested job. No other number in the tests begins like it, nor like what follows from it. */
export const WINNING_PRICE = 7_654_300

const LOSING_PRICE = 5_000_000

/** A job that several craftsmen wanted and one got, with everybody who came near it. */
export async function aContestedJob(paymentType: PaymentType, status: JobStatus) {
  const { jobId, client } = await aJob({ paymentType })
  const winner = await aCraftsman({ firstName: 'Winnerfirst', lastName: 'Winnerlast' })
  const outsiders = {
    declined: await aCraftsman(),
    withdrawn: await aCraftsman(),
    invited: await aCraftsman(),
    refusing: await aCraftsman(),
    otherCraftsman: await aCraftsman(),
    otherClient: await aClient(),
  }
  await invite(jobId, client, outsiders.invited, 'Accepted')
  await invite(jobId, client, outsiders.refusing, 'Rejected')
  await submitQuote(jobId, { price: asPiastres(LOSING_PRICE) }, outsiders.declined)
  const given = await submitQuote(jobId, { price: asPiastres(LOSING_PRICE) }, outsiders.withdrawn)
  await withdrawQuote({ jobId, quoteId: given.id as QuoteId, craftsman: outsiders.withdrawn })
  const formerlyHired = paymentType === 'Cash' ? {} : { formerlyHired: await aFormerWinner(jobId, client) }
  const won = await submitQuote(jobId, { price: asPiastres(WINNING_PRICE) }, winner)
  const contract = await acceptQuote({ jobId, quoteId: won.id as QuoteId, client })
  const contractId = contract.id as ContractId
  const paymentId = paymentType === 'Cash' ? null : await aPendingPayment(contractId)
  if (paymentId) await captureAtGateway(paymentId)
  const insiders = { client, winner, moderator: await aModerator(), admin: await anAdmin() }
  await advance(jobId, insiders, status)
  return {
    jobId,
    contractId,
    paymentId,
    quoteId: won.id as QuoteId,
    insiders,
    outsiders: { ...outsiders, ...formerlyHired },
  }
}

/** A craftsman who was hired before: the client did not pay in time, so the job was open again. */
async function aFormerWinner(jobId: JobId, client: Somebody): Promise<Somebody> {
  const craftsman = await aCraftsman()
  const quote = await submitQuote(jobId, { price: asPiastres(LOSING_PRICE) }, craftsman)
  await acceptQuote({ jobId, quoteId: quote.id as QuoteId, client })
  await Job.updateOne({ _id: jobId }, { $set: { 'timer.at': clock() } })
  await applyDeadlines(jobId)
  return craftsman
}

async function invite(
  jobId: JobId,
  client: Somebody,
  craftsman: Somebody,
  response: 'Accepted' | 'Rejected',
): Promise<void> {
  await inviteCraftsman({ jobId, craftsmanId: craftsman.id, client })
  await respondToInvitation(jobId, response, craftsman)
}

interface Parties {
  readonly client: Somebody
  readonly winner: Somebody
}

async function advance(jobId: JobId, { client, winner }: Parties, status: JobStatus): Promise<void> {
  if (status === 'On The Way' || status === 'Completed') {
    await updateJobStatus(jobId, { status: 'On The Way' }, winner)
  }
  if (status === 'Completed') await updateJobStatus(jobId, { status }, winner)
  if (status === 'Cancelled') await updateJobStatus(jobId, { status }, client)
  if (status === 'Disputed') await updateJobStatus(jobId, { status, reason: 'It still leaks' }, client)
}
