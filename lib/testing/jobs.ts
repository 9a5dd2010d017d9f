import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { createJob } from '#lib/jobs/create-job.ts'
import type { JobStatus, PaymentType } from '#lib/jobs/process.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type ContractId, type JobId, type QuoteId } from '#lib/platform/ids.ts'
import { acceptQuote } from '#lib/quotes/accept-quote.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'
import { Service } from '#lib/services/service.model.ts'
import { aPendingPayment, itComesIn } from '#lib/testing/payments.ts'
import { aClient, aCraftsman, type Somebody } from '#lib/testing/people.ts'

export const CAIRO = { type: 'Point' as const, coordinates: [31.2357, 30.0444] as [number, number] }

/** A service to post jobs for; the same one again where it exists. */
export async function aService(name = 'Plumbing'): Promise<string> {
  const at = clock()
  const words = { name, icon: 'faucet-icon', description: 'Water systems and pipe work' }
  await Service.updateOne(
    { nameKey: name.toLowerCase() },
    { $setOnInsert: { ...words, createdAt: at, updatedAt: at } },
    { upsert: true },
  )
  return name
}

interface JobWishes {
  readonly paymentType?: PaymentType
  readonly client?: Somebody
  readonly title?: string
  readonly preferredAt?: Date
}

/** A Posted job and its client. */
export async function aJob({
  paymentType = 'Cash',
  title = 'A leaking tap',
  preferredAt,
  ...wishes
}: JobWishes = {}) {
  const category = await aService()
  const client = wishes.client ?? (await aClient())
  const posting = { title, description: 'It drips all night', category, paymentType, location: CAIRO }
  const job = await createJob({ ...posting, ...(preferredAt && { preferredAt }) }, client)
  return { jobId: job.id as JobId, client, job }
}

/** A Quoted job, its client and the craftsman who quoted. */
export async function aQuotedJob({ price = 200_000, availableAt, ...wishes }: JobWishes & QuoteWishes = {}) {
  const { jobId, client } = await aJob(wishes)
  const craftsman = wishes.craftsman ?? (await aCraftsman())
  const offer = { price: asPiastres(price), ...(availableAt && { availableAt }) }
  const quote = await submitQuote(jobId, offer, craftsman)
  return { jobId, client, craftsman, quoteId: quote.id as QuoteId }
}

interface QuoteWishes {
  /** Who quotes; somebody new where it is left out. */
  readonly craftsman?: Somebody
  readonly price?: number
  readonly availableAt?: Date
}

/** A Hired job with its contract. */
export async function aHiredJob(wishes: JobWishes & QuoteWishes = {}) {
  const quoted = await aQuotedJob(wishes)
  const contract = await acceptQuote({ jobId: quoted.jobId, quoteId: quoted.quoteId, client: quoted.client })
  return { ...quoted, contractId: contract.id as ContractId }
}

/** A Hired job whose payment ahead has come in. */
export async function aPaidJob(wishes: JobWishes & QuoteWishes = {}) {
  const hired = await aHiredJob({ paymentType: 'Escrow', ...wishes })
  const paymentId = await aPendingPayment(hired.contractId)
  await itComesIn(paymentId)
  return { ...hired, paymentId }
}

/** A job in any status, with everybody it has by then; ids of what it has not yet are new and lead nowhere. */
export async function aJobIn(status: JobStatus, wishes: JobWishes & QuoteWishes = {}) {
  if (status === 'Posted') {
    const posted = await aJob(wishes)
    return {
      ...posted,
      craftsman: await aCraftsman(),
      quoteId: newId<'Quote'>(),
      contractId: newId<'Contract'>(),
    }
  }
  if (status === 'Quoted') return { ...(await aQuotedJob(wishes)), contractId: newId<'Contract'>() }
  const paidAhead = wishes.paymentType !== undefined && wishes.paymentType !== 'Cash'
  const hired = paidAhead ? await aPaidJob(wishes) : await aHiredJob(wishes)
  await bringTo(status, hired)
  return hired
}

interface Hired {
  readonly jobId: JobId
  readonly client: Somebody
  readonly craftsman: Somebody
}

async function bringTo(status: JobStatus, { jobId, client, craftsman }: Hired): Promise<void> {
  if (status === 'Cancelled') await updateJobStatus(jobId, { status }, client)
  if (status === 'Disputed') await updateJobStatus(jobId, { status, reason: 'It still leaks' }, client)
  if (status === 'On The Way' || status === 'Completed') {
    await updateJobStatus(jobId, { status: 'On The Way' }, craftsman)
  }
  if (status === 'Completed') await updateJobStatus(jobId, { status }, craftsman)
}

/** A job whose client has confirmed it. */
export async function aConfirmedJob(wishes: JobWishes & QuoteWishes = {}) {
  const done = await aJobIn('Completed', wishes)
  await confirmContract({ jobId: done.jobId, client: done.client })
  return done
}
