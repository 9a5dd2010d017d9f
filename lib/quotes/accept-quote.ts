import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { toContractView } from '#lib/contracts/contract.view.ts'
import { readContract } from '#lib/contracts/read-contracts.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { assertCashAllowed } from '#lib/fees/assert-cash-allowed.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { Quote, type QuoteRecord } from '#lib/model/quote.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { type ContractId, idOf, type JobId, type QuoteId } from '#lib/platform/ids.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { declineOtherQuotes } from '#lib/process/apply-quote-rule.ts'
import { applyTransition } from '#lib/process/apply-transition.ts'
import { draftContract } from '#lib/process/draft-contract.ts'
import { canSeeJob } from '#lib/process/job-visibility.ts'
import { actorIn, type JobWithContract, type Principal } from '#lib/process/job-with-contract.ts'
import { transitionNamed } from '#lib/process/transitions.ts'
import { currentStatus } from '#lib/quotes/quote.view.ts'
import { currentSettings } from '#lib/settings/settings.ts'

interface Acceptance {
  readonly jobId: JobId
  readonly quoteId: QuoteId
  readonly client: Principal
  /** The price that the client saw, in piastres. If the quote has another price now, it is not accepted. */
  readonly price?: number | undefined
}

/**
 * Accept a quote: the client hires its craftsman.
 * 1. the job is the client's (JOB_NOT_YOURS, JOB_NOT_FOUND) and open (JOB_NOT_OPEN)
 * 2. the quote is still Submitted (QUOTE_NOT_FOUND, QUOTE_NOT_OPEN) and costs what the client saw (QUOTE_CHANGED);
 *    its craftsman is not banned (QUOTE_NOT_OPEN) and, for a Cash job, owes no fees beyond the limit (FEES_DUE)
 * 3. one transaction: the quote is Accepted, the others are Declined, the contract gets the current terms, the job is
 *    Hired; the activity log and the events are recorded
 * If two acceptances come at once, both write the job, so exactly one wins and the other fails with JOB_NOT_OPEN.
 */
export async function acceptQuote({ jobId, quoteId, client, price }: Acceptance) {
  const contractId = await withDeadlinesApplied(jobId, async (tx, jobWithContract) => {
    await checkOwner(jobWithContract, client)
    const quote = await findOpenQuote(tx, jobId, quoteId)
    if (price !== undefined && price !== quote.price) throw fail('QUOTE_CHANGED')
    await assertCashAllowed(tx, jobWithContract.job.paymentType, idOf(quote.craftsman))
    return hire(tx, jobWithContract, quote, client)
  })
  return toContractView(await readContract(contractId))
}

async function checkOwner({ job }: JobWithContract, client: Principal): Promise<void> {
  if (actorIn(job, client) !== 'client')
    throw fail((await canSeeJob(job, client)) ? 'JOB_NOT_YOURS' : 'JOB_NOT_FOUND')
  if (!isOpen(job.status)) throw fail('JOB_NOT_OPEN')
}

async function findOpenQuote(tx: ClientSession, jobId: JobId, quoteId: QuoteId): Promise<QuoteRecord> {
  const quote = await Quote.findOne({ _id: quoteId, job: jobId }, null, { session: tx }).lean()
  if (!quote) throw fail('QUOTE_NOT_FOUND')
  if (currentStatus(quote) !== 'Submitted') throw fail('QUOTE_NOT_OPEN')
  const isBanned = await User.exists({ _id: quote.craftsman, isBanned: true }).session(tx)
  if (isBanned) throw fail('QUOTE_NOT_OPEN')
  return quote
}

async function hire(
  tx: ClientSession,
  jobWithContract: JobWithContract,
  quote: QuoteRecord,
  client: Principal,
): Promise<ContractId> {
  const { job } = jobWithContract
  const at = clock()
  const contract = draftContract(job, quote, await currentSettings(), at)
  const contractId = idOf<'Contract'>(contract._id)
  const accepted = await Quote.updateOne(
    { _id: quote._id, status: 'Submitted', price: quote.price },
    { $set: { status: 'Accepted', updatedAt: at } },
    { session: tx },
  )
  if (accepted.matchedCount === 0) throw fail('QUOTE_NOT_OPEN')
  await declineOtherQuotes(tx, job, quote._id, contract._id)
  await Contract.create([contract], { session: tx })
  await applyTransition(
    tx,
    transitionNamed('hire'),
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
  await recordAcceptance(tx, jobWithContract, quote, contractId, client)
  return contractId
}

async function recordAcceptance(
  tx: ClientSession,
  { job }: JobWithContract,
  quote: QuoteRecord,
  contractId: ContractId,
  by: Principal,
) {
  const quoteId = idOf<'Quote'>(quote._id)
  const target = { kind: 'Quote', id: quoteId }
  await logActivity(tx, { actor: by.id, action: 'quote.accept', target, details: { contractId } })
  await recordEvent(tx, 'quote.accepted', {
    jobId: idOf(job._id),
    clientId: by.id,
    quoteId,
    craftsmanId: idOf(quote.craftsman),
    contractId,
  })
}
