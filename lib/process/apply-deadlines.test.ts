import { afterEach, describe, expect, it } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { applyDueTimers } from '#lib/jobs/apply-due-timers.ts'
import { getJob } from '#lib/jobs/get-job.ts'
import { remindOfTimers } from '#lib/jobs/remind-of-timers.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { clock, DAY, HOUR, MINUTE, setClockOffset } from '#lib/platform/clock.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { acceptQuote } from '#lib/quotes/accept-quote.ts'
import { expireQuotes } from '#lib/quotes/expire-quotes.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'
import { withdrawQuote } from '#lib/quotes/withdraw-quote.ts'
import { aHiredJob, aJob, aJobIn, aPaidJob, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman } from '#lib/testing/people.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
afterEach(() => setClockOffset(0))

const pass = (ms: number) => setClockOffset(ms)
const statusOf = async (jobId: JobId) => (await Job.findById(jobId).lean())?.status
const reminders = (jobId: JobId) => Outbox.countDocuments({ type: 'job.timer.nears', 'data.jobId': jobId })

describe('when nobody acts', () => {
  it('an open job lapses 14 days after the last activity, with a reminder 2 days before', async () => {
    // Prepare
    const { jobId, quoteId } = await aQuotedJob()
    // Act and assess
    pass(12 * DAY - MINUTE)
    await runToEnd(remindOfTimers)
    expect(await reminders(jobId)).toBe(0)
    pass(12 * DAY + MINUTE)
    await runToEnd(remindOfTimers)
    await runToEnd(remindOfTimers)
    expect(await reminders(jobId)).toBe(1)
    pass(14 * DAY - MINUTE)
    await runToEnd(applyDueTimers)
    expect(await statusOf(jobId)).toBe('Quoted')
    pass(14 * DAY + MINUTE)
    await runToEnd(applyDueTimers)
    expect(await statusOf(jobId)).toBe('Cancelled')
    expect((await Quote.findById(quoteId).lean())?.status).toBe('Expired')
  })

  it('a new quote begins the 14 days anew', async () => {
    const { jobId } = await aJob()
    pass(10 * DAY)
    await submitQuote(jobId, { price: asPiastres(5_000) }, await aCraftsman())
    pass(20 * DAY)
    await runToEnd(applyDueTimers)
    expect(await statusOf(jobId)).toBe('Quoted')
  })

  it('an unpaid hire is void after 24 hours, and every quote that the acceptance ended is open again', async () => {
    // Prepare
    const { jobId, quoteId, client } = await aQuotedJob({ paymentType: 'Escrow' })
    const rival = await submitQuote(jobId, { price: asPiastres(9_000) }, await aCraftsman())
    const leaver = await aCraftsman()
    const left = await submitQuote(jobId, { price: asPiastres(8_000) }, leaver)
    await withdrawQuote({ jobId, quoteId: left.id as never, craftsman: leaver })
    const contract = await acceptQuote({ jobId, quoteId, client })
    // Act
    pass(24 * HOUR + MINUTE)
    await runToEnd(applyDueTimers)
    // Assess
    const job = await Job.findById(jobId).lean()
    expect(job).toMatchObject({
      status: 'Quoted',
      craftsman: null,
      contract: null,
      jobPrice: 0,
      openQuotes: 2,
    })
    expect((await Contract.findById(contract.id).lean())?.status).toBe('Void')
    const quotes = await Quote.find({ job: jobId }).sort({ status: 1 }).lean()
    expect(quotes.map(({ status }) => status)).toEqual(['Submitted', 'Submitted', 'Withdrawn'])
    // and the client can hire again
    await acceptQuote({ jobId, quoteId: rival.id as never, client })
    expect(await statusOf(jobId)).toBe('Hired')
  })

  it('a paid hire is not void, and is cancelled with a full refund 14 days after the hire where no time was agreed', async () => {
    const { jobId, contractId } = await aPaidJob()
    await Job.updateOne(
      { _id: jobId },
      { $set: { timer: { name: 'idleHire', at: new Date(clock().getTime() + 14 * DAY) } } },
    )
    pass(14 * DAY + MINUTE)
    await runToEnd(applyDueTimers)
    expect(await statusOf(jobId)).toBe('Cancelled')
    expect(await Contract.findById(contractId).lean()).toMatchObject({
      status: 'Cancelled',
      payment: 'Refunded',
    })
  })

  it('a hire lapses 7 days past the agreed time', async () => {
    const agreed = new Date(clock().getTime() + 3 * DAY)
    const { jobId } = await aHiredJob({ availableAt: agreed })
    pass(10 * DAY - MINUTE)
    await runToEnd(applyDueTimers)
    expect(await statusOf(jobId)).toBe('Hired')
    pass(10 * DAY + MINUTE)
    await runToEnd(applyDueTimers)
    expect(await statusOf(jobId)).toBe('Cancelled')
  })

  it('a visit that does not end goes to staff after 7 days', async () => {
    const { jobId } = await aJobIn('On The Way')
    pass(7 * DAY + MINUTE)
    await runToEnd(applyDueTimers)
    expect(await statusOf(jobId)).toBe('Disputed')
  })

  it('what the craftsman calls completed is confirmed after 72 hours of silence, from the deadline itself', async () => {
    const { jobId, contractId } = await aJobIn('Completed')
    const { confirmBy } = (await Contract.findById(contractId).lean()) ?? {}
    pass(90 * HOUR)
    await runToEnd(applyDueTimers)
    expect(await statusOf(jobId)).toBe('Completed')
    expect(await Contract.findById(contractId).lean()).toMatchObject({
      status: 'Completed',
      confirmedAt: confirmBy,
    })
    expect(
      await Outbox.countDocuments({ type: 'contract.confirmed', 'data.jobId': jobId, 'data.by': 'silence' }),
    ).toBe(1)
  })

  it('a quote expires after 14 days, and the last one gone makes its job Posted again', async () => {
    const { jobId, quoteId, client } = await aQuotedJob()
    await Job.updateOne({ _id: jobId }, { $set: { timer: null } }) // the job itself would lapse at the same hour
    pass(14 * DAY + MINUTE)
    await expect(acceptQuote({ jobId, quoteId, client })).rejects.toMatchObject({ code: 'QUOTE_NOT_OPEN' })
    await runToEnd(expireQuotes)
    expect((await Quote.findById(quoteId).lean())?.status).toBe('Expired')
    expect(await statusOf(jobId)).toBe('Posted')
  })
})

describe('a deadline decides, not the sweep', () => {
  it('refuses a confirmation that comes after silence has confirmed', async () => {
    const { jobId, client } = await aJobIn('Completed')
    pass(72 * HOUR + MINUTE)
    await expect(confirmContract({ jobId, client })).rejects.toMatchObject({ code: 'CONTRACT_NOT_AWAITING' })
    expect((await Contract.findOne({ job: jobId }).lean())?.status).toBe('Completed') // stored, though refused
  })

  it('keeps a craftsman from setting out on a hire that is void', async () => {
    const { jobId, craftsman } = await aHiredJob({ paymentType: 'Escrow' })
    pass(25 * HOUR)
    await expect(updateJobStatus(jobId, { status: 'On The Way' }, craftsman)).rejects.toMatchObject({
      code: 'JOB_NOT_YOURS',
    })
    expect(await statusOf(jobId)).toBe('Quoted')
  })

  it('shows whoever reads first what the deadline has made of the job', async () => {
    const { jobId, client } = await aJob()
    pass(15 * DAY)
    expect((await getJob(jobId, client)).status).toBe('Cancelled')
  })

  it('applies one deadline after the other, each from its own time', async () => {
    const { jobId } = await aHiredJob({ paymentType: 'Escrow' })
    const hiredAt = (await Job.findById(jobId).lean())?.hiredAt ?? clock()
    pass(30 * DAY)
    await runToEnd(applyDueTimers)
    expect(await Job.findById(jobId).lean()).toMatchObject({
      status: 'Cancelled',
      cancelledAt: new Date(hiredAt.getTime() + 15 * DAY),
    })
  })

  it('settles a job once when four sweeps run at once', async () => {
    const { jobId } = await aJobIn('Completed')
    pass(80 * HOUR)
    await Promise.all([1, 2, 3, 4].map(() => runToEnd(applyDueTimers)))
    expect(await Outbox.countDocuments({ type: 'contract.confirmed', 'data.jobId': jobId })).toBe(1)
  })
})
