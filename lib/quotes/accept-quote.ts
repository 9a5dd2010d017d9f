import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/activity-log.ts'
import { Contract } from '#lib/contracts/contract.model.ts'
import { draftContract } from '#lib/contracts/draft-contract.ts'
import { showContract } from '#lib/contracts/contract.view.ts'
import { readContract } from '#lib/contracts/read-contracts.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { checkCash } from '#lib/fees/check-cash.ts'
import { isOpen, maySee } from '#lib/jobs/who-may-see.ts'
import { actorIn, type Asker, type JobCase } from '#lib/jobs/job-case.ts'
import { makeMove } from '#lib/jobs/make-move.ts'
import { declineOthers } from '#lib/jobs/move-quotes.ts'
import { moveNamed } from '#lib/jobs/moves.ts'
import { inSettledCase } from '#lib/jobs/settle-job.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type ContractId, type JobId, type QuoteId } from '#lib/platform/ids.ts'
import { Quote, type QuoteRecord } from '#lib/quotes/quote.model.ts'
import { statusNow } from '#lib/quotes/quote.view.ts'
import { currentSettings } from '#lib/settings/settings.ts'
import { User } from '#lib/users/user.model.ts'

interface Acceptance {
  readonly jobId: JobId
  readonly quoteId: QuoteId
  readonly client: Asker
  /** The price the client saw, in piastres; another one now is refused. */
  readonly price?: number | undefined
}

/**
 * Accept a quote: the client hires its craftsman.
 * 1. the job is the client's (JOB_NOT_YOURS, JOB_NOT_FOUND) and open (JOB_NOT_OPEN)
 * 2. the quote is still Submitted (QUOTE_NOT_FOUND, QUOTE_NOT_OPEN) and costs what the client saw (QUOTE_CHANGED);
 *    its craftsman is not blocked (QUOTE_NOT_OPEN) and, for a Cash job, owes no fees beyond the limit (FEES_DUE)
 * 3. one transaction: the quote Accepted, the others Declined, the contract with the terms of today, the job
 *    Hired, the activity log, the events
 * Two at once: both write the job, so exactly one wins and the other finds JOB_NOT_OPEN.
 */
export async function acceptQuote({ jobId, quoteId, client, price }: Acceptance) {
  const contractId = await inSettledCase(jobId, async (session, jobCase) => {
    await checkOwner(jobCase, client)
    const quote = await openQuote(session, jobId, quoteId)
    if (price !== undefined && price !== quote.price) throw fail('QUOTE_CHANGED')
    await checkCash(session, jobCase.job.paymentType, idOf(quote.craftsman))
    return hire(session, jobCase, quote, client)
  })
  return showContract(await readContract(contractId))
}

async function checkOwner({ job }: JobCase, client: Asker): Promise<void> {
  if (actorIn(job, client) !== 'client')
    throw fail((await maySee(job, client)) ? 'JOB_NOT_YOURS' : 'JOB_NOT_FOUND')
  if (!isOpen(job.status)) throw fail('JOB_NOT_OPEN')
}

async function openQuote(session: ClientSession, jobId: JobId, quoteId: QuoteId): Promise<QuoteRecord> {
  const quote = await Quote.findOne({ _id: quoteId, job: jobId }, null, { session }).lean()
  if (!quote) throw fail('QUOTE_NOT_FOUND')
  if (statusNow(quote) !== 'Submitted') throw fail('QUOTE_NOT_OPEN')
  const blocked = await User.exists({ _id: quote.craftsman, isBanned: true }).session(session)
  if (blocked) throw fail('QUOTE_NOT_OPEN')
  return quote
}

async function hire(
  session: ClientSession,
  jobCase: JobCase,
  quote: QuoteRecord,
  client: Asker,
): Promise<ContractId> {
  const { job } = jobCase
  const at = clock()
  const contract = draftContract(job, quote, await currentSettings(), at)
  const contractId = idOf<'Contract'>(contract._id)
  const accepted = await Quote.updateOne(
    { _id: quote._id, status: 'Submitted', price: quote.price },
    { $set: { status: 'Accepted', updatedAt: at } },
    { session },
  )
  if (accepted.matchedCount === 0) throw fail('QUOTE_NOT_OPEN')
  await declineOthers(session, job, quote._id, contract._id)
  await Contract.create([contract], { session })
  await makeMove(
    session,
    moveNamed('hire'),
    { job: { ...job, openQuotes: 0, craftsman: quote.craftsman }, contract },
    {
      by: client.id,
      at,
      sets: {
        craftsman: quote.craftsman,
        contract: contract._id,
        jobPrice: contract.price,
        platformFee: contract.platformFee,
      },
    },
  )
  await tell(session, jobCase, quote, contractId, client)
  return contractId
}

async function tell(
  session: ClientSession,
  { job }: JobCase,
  quote: QuoteRecord,
  contractId: ContractId,
  by: Asker,
) {
  const quoteId = idOf<'Quote'>(quote._id)
  const target = { kind: 'Quote', id: quoteId }
  await logActivity(session, { actor: by.id, action: 'quote.accept', target, details: { contractId } })
  await recordEvent(session, 'quote.accepted', {
    jobId: idOf(job._id),
    clientId: by.id,
    quoteId,
    craftsmanId: idOf(quote.craftsman),
    contractId,
  })
}
