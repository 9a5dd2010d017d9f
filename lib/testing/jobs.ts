import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { createJob } from '#lib/jobs/create-job.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import type { JobStatus, PaymentType } from '#lib/model/job-status.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Service } from '#lib/model/service.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { type ContractId, idOf, type JobId, newId, type QuoteId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { acceptQuote } from '#lib/quotes/accept-quote.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'
import { aPendingPayment, captureAtGateway } from '#lib/testing/payments.ts'
import { aClient, aCraftsman, anAdmin, type Somebody } from '#lib/testing/people.ts'

export const CAIRO = { type: 'Point' as const, coordinates: [31.2357, 30.0444] as [number, number] }

/** A service to post jobs for. It is created only if it does not exist. */
export async function aService(name = 'Plumbing'): Promise<string> {
  const at = clock()
  const fields = { name, icon: 'faucet-icon', description: 'Water systems and pipe work' }
  await Service.updateOne(
    { nameKey: name.toLowerCase() },
    { $setOnInsert: { ...fields, createdAt: at, updatedAt: at } },
    { upsert: true },
  )
  return name
}

interface JobOverrides {
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
  ...overrides
}: JobOverrides = {}) {
  const category = await aService()
  const client = overrides.client ?? (await aClient())
  const posting = { title, description: 'It drips all night', category, paymentType, location: CAIRO }
  const job = await createJob({ ...posting, ...(preferredAt && { preferredAt }) }, client)
  return { jobId: job.id as JobId, client, job }
}

/** A Quoted job, its client and the craftsman who quoted. */
export async function aQuotedJob({
  price = 200_000,
  availableAt,
  ...overrides
}: JobOverrides & QuoteOverrides = {}) {
  const { jobId, client } = await aJob(overrides)
  const craftsman = overrides.craftsman ?? (await aCraftsman())
  const offer = { price: asPiastres(price), ...(availableAt && { availableAt }) }
  const quote = await submitQuote(jobId, offer, craftsman)
  return { jobId, client, craftsman, quoteId: quote.id as QuoteId }
}

interface QuoteOverrides {
  /** The craftsman who quotes; a new one by default. */
  readonly craftsman?: Somebody
  readonly price?: number
  readonly availableAt?: Date
}

/** A Hired job with its contract. */
export async function aHiredJob(overrides: JobOverrides & QuoteOverrides = {}) {
  const quoted = await aQuotedJob(overrides)
  const contract = await acceptQuote({ jobId: quoted.jobId, quoteId: quoted.quoteId, client: quoted.client })
  return { ...quoted, contractId: contract.id as ContractId }
}

/** A Hired job that the client has paid in advance. */
export async function aPaidJob(overrides: JobOverrides & QuoteOverrides = {}) {
  const hired = await aHiredJob({ paymentType: 'Escrow', ...overrides })
  const paymentId = await aPendingPayment(hired.contractId)
  await captureAtGateway(paymentId)
  return { ...hired, paymentId }
}

/** A job in any status, with its people. Ids of what the job does not have yet are new and refer to nothing. */
export async function aJobIn(status: JobStatus, overrides: JobOverrides & QuoteOverrides = {}) {
  if (status === 'Posted') {
    const posted = await aJob(overrides)
    return {
      ...posted,
      craftsman: await aCraftsman(),
      quoteId: newId<'Quote'>(),
      contractId: newId<'Contract'>(),
    }
  }
  if (status === 'Quoted') return { ...(await aQuotedJob(overrides)), contractId: newId<'Contract'>() }
  const paidAhead = overrides.paymentType !== undefined && overrides.paymentType !== 'Cash'
  const hired = paidAhead ? await aPaidJob(overrides) : await aHiredJob(overrides)
  await advanceTo(status, hired)
  return hired
}

interface Hired {
  readonly jobId: JobId
  readonly client: Somebody
  readonly craftsman: Somebody
}

async function advanceTo(status: JobStatus, { jobId, client, craftsman }: Hired): Promise<void> {
  if (status === 'Cancelled') await updateJobStatus(jobId, { status }, client)
  if (status === 'Disputed') await updateJobStatus(jobId, { status, reason: 'It still leaks' }, client)
  if (status === 'On The Way' || status === 'Completed') {
    await updateJobStatus(jobId, { status: 'On The Way' }, craftsman)
  }
  if (status === 'Completed') await updateJobStatus(jobId, { status }, craftsman)
}

/** A Completed job that the client has confirmed. */
export async function aConfirmedJob(overrides: JobOverrides & QuoteOverrides = {}) {
  const done = await aJobIn('Completed', overrides)
  await confirmContract({ jobId: done.jobId, client: done.client })
  return done
}

/** A job whose payment was released to its craftsman, with an admin who may decide about it. */
export async function aReleasedJob(overrides: JobOverrides & QuoteOverrides = {}) {
  const done = await aConfirmedJob({ paymentType: 'Escrow', ...overrides })
  const payment = await Payment.findOne({ contract: objectId(done.contractId) })
    .lean()
    .orFail()
  return { ...done, paymentId: idOf<'Payment'>(payment._id), admin: await anAdmin() }
}
