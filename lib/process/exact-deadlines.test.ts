import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { applyDueTimers } from '#lib/jobs/apply-due-timers.ts'
import { getJob } from '#lib/jobs/get-job.ts'
import { jobActions } from '#lib/jobs/job-actions.ts'
import { remindOfTimers } from '#lib/jobs/remind-of-timers.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Job } from '#lib/model/job.model.ts'
import type { TimerName } from '#lib/model/job-status.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { addMs, DAY, freezeClock, HOUR } from '#lib/platform/clock.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { TIMERS } from '#lib/process/process.ts'
import { expireQuotes } from '#lib/quotes/expire-quotes.ts'
import { aConfirmedJob, aHiredJob, aJob, aJobIn, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import type { Somebody } from '#lib/testing/people.ts'
import { runToEnd } from '#lib/testing/work.ts'

const START = new Date('2026-11-23T09:00:00.000Z')
const ONE_MS = 1

/** What a run answers that handed out nothing, and one piece of work. */
const NOTHING = { handedOut: 0, more: false }
const ONE = { handedOut: 1, more: false }

aDatabase()
beforeEach(async () => {
  await emptyDatabase() // nothing else is due
  freezeClock(START)
})
afterEach(() => freezeClock(null))

/** Freezes business time so many ms after START. */
const at = (ms: number) => freezeClock(addMs(START, ms))

interface Scene {
  readonly jobId: JobId
  readonly client: Somebody
}

/** Each timer of the table: a job for which it runs from START, its length, and the state that it makes. */
const DUE: readonly {
  readonly timer: TimerName
  readonly from: string
  readonly scene: () => Promise<Scene>
  readonly ms: number
  readonly before: string
  readonly after: string
}[] = [
  {
    timer: 'openJob',
    from: 'its last activity',
    scene: () => aJob(),
    ms: 14 * DAY,
    before: 'Posted',
    after: 'Cancelled',
  },
  {
    timer: 'unpaidHire',
    from: 'the hire',
    scene: () => aHiredJob({ paymentType: 'Escrow' }),
    ms: 24 * HOUR,
    before: 'Hired, Active',
    after: 'Quoted',
  },
  {
    timer: 'idleHire',
    from: 'the agreed time',
    scene: () => aHiredJob({ availableAt: addMs(START, 3 * DAY) }),
    ms: 10 * DAY,
    before: 'Hired, Active',
    after: 'Cancelled, Cancelled',
  },
  {
    timer: 'idleHire',
    from: 'the hire',
    scene: () => aHiredJob(),
    ms: 14 * DAY,
    before: 'Hired, Active',
    after: 'Cancelled, Cancelled',
  },
  {
    timer: 'endlessVisit',
    from: 'the way there',
    scene: () => aJobIn('On The Way'),
    ms: 7 * DAY,
    before: 'On The Way, Active',
    after: 'Disputed, Disputed',
  },
  {
    timer: 'confirmation',
    from: 'the completion',
    scene: () => aJobIn('Completed'),
    ms: 72 * HOUR,
    before: 'Completed, Active',
    after: 'Completed, Completed',
  },
]

/** The stored status of a job, and of its contract where it has one. */
async function stateOf(jobId: JobId): Promise<string> {
  const { status, contract } = await Job.findById(jobId).lean().orFail()
  const ofContract = contract && (await Contract.findById(contract).lean().orFail()).status
  return [status, ofContract].filter(Boolean).join(', ')
}

describe('a timer', () => {
  it.each(DUE)('$timer from $from is due at its instant, and not 1 ms before', async (due) => {
    // Prepare
    const { jobId } = await due.scene()
    expect((await Job.findById(jobId).lean())?.timer).toMatchObject({
      name: due.timer,
      at: addMs(START, due.ms),
    })
    // Act
    at(due.ms - ONE_MS)
    const early = await runToEnd(applyDueTimers)
    const before = await stateOf(jobId)
    at(due.ms)
    const inTime = await runToEnd(applyDueTimers)
    // Assess
    expect([early, before]).toEqual([NOTHING, due.before])
    expect([inTime, await stateOf(jobId)]).toEqual([ONE, due.after])
  })

  it.each(DUE)('$timer from $from has its outcome for whoever reads at its instant', async (due) => {
    // Prepare
    const { jobId, client } = await due.scene()
    // Act
    at(due.ms - ONE_MS)
    await getJob(jobId, client)
    const before = await stateOf(jobId)
    at(due.ms)
    await getJob(jobId, client)
    // Assess
    expect([before, await stateOf(jobId)]).toEqual([due.before, due.after])
  })

  it('is in this table for each of the process table', () => {
    // Assess
    expect(new Set(DUE.map(({ timer }) => timer))).toEqual(new Set(TIMERS.map(({ name }) => name)))
  })

  it('confirms before the client who confirms at its instant', async () => {
    // Prepare
    const [early, late] = [await aJobIn('Completed'), await aJobIn('Completed')]
    // Act
    at(72 * HOUR - ONE_MS)
    const inTime = confirmContract(early)
    await expect(inTime).resolves.toMatchObject({ status: 'Completed' })
    at(72 * HOUR)
    const tooLate = confirmContract(late)
    // Assess
    await expect(tooLate).rejects.toMatchObject({ code: 'CONTRACT_NOT_AWAITING' })
  })
})

describe('a reminder', () => {
  it('goes out at its instant, and not 1 ms before', async () => {
    // Prepare
    await aJob()
    // Act
    at(12 * DAY - ONE_MS)
    const early = await runToEnd(remindOfTimers)
    at(12 * DAY)
    const inTime = await runToEnd(remindOfTimers)
    // Assess
    expect([early, inTime]).toEqual([NOTHING, ONE])
    expect(await Outbox.countDocuments({ type: 'job.timer.nears' })).toBe(1)
  })

  it('goes out until the deadline, and not at it', async () => {
    // Prepare
    const missed = await aJob()
    at(14 * DAY)
    const tooLate = await runToEnd(remindOfTimers)
    at(14 * DAY - ONE_MS)
    const inTime = await runToEnd(remindOfTimers)
    // Assess
    expect([tooLate, inTime]).toEqual([NOTHING, ONE])
    expect(await Outbox.countDocuments({ type: 'job.timer.nears', 'data.jobId': missed.jobId })).toBe(1)
  })
})

describe('a quote', () => {
  it('expires at its instant, and not 1 ms before', async () => {
    // Prepare
    const { jobId, quoteId } = await aQuotedJob()
    await Job.updateOne({ _id: jobId }, { $set: { timer: null } }) // the job would lapse at the same instant
    // Act
    at(14 * DAY - ONE_MS)
    const early = await runToEnd(expireQuotes)
    at(14 * DAY)
    const inTime = await runToEnd(expireQuotes)
    // Assess
    expect([early, inTime]).toEqual([NOTHING, ONE])
    expect(await Quote.findById(quoteId).lean()).toMatchObject({ status: 'Expired' })
  })
})

describe('the window for disputes', () => {
  const grounds = { reason: 'It still leaks', description: 'The cupboard is wet every morning' }
  const UNTIL = 7 * DAY

  it('is open to 1 ms before its end', async () => {
    // Prepare
    const { jobId, client } = await aConfirmedJob()
    at(UNTIL - ONE_MS)
    const { actions } = await jobActions(jobId, client)
    // Act
    await createDispute({ jobId, ...grounds }, client)
    // Assess
    expect(actions).toContainEqual(
      expect.objectContaining({ action: 'dispute', allowed: true, until: addMs(START, UNTIL).toISOString() }),
    )
    expect(await stateOf(jobId)).toBe('Disputed, Disputed')
  })

  it('is closed at its end', async () => {
    // Prepare
    const { jobId, client } = await aConfirmedJob()
    at(UNTIL)
    const { actions } = await jobActions(jobId, client)
    // Act
    const dispute = createDispute({ jobId, ...grounds }, client)
    // Assess
    await expect(dispute).rejects.toMatchObject({ code: 'DISPUTE_WINDOW_OVER' })
    expect(actions).toContainEqual(
      expect.objectContaining({ action: 'dispute', allowed: false, because: 'DISPUTE_WINDOW_OVER' }),
    )
  })
})

describe('a client to whom nobody came', () => {
  const AGREED = DAY
  const aVisit = () => aJobIn('On The Way', { paymentType: 'Escrow', availableAt: addMs(START, AGREED) })

  it.each([
    ['pays the visit fee 1 ms before the 24 hours are over', -ONE_MS, 'Split'],
    ['leaves free at the instant at which they are over', 0, 'Refunded'],
  ])('%s', async (_, ms, payment) => {
    // Prepare
    const { jobId, client, contractId } = await aVisit()
    at(AGREED + 24 * HOUR + ms)
    // Act
    await updateJobStatus(jobId, { status: 'Cancelled' }, client)
    // Assess
    expect(await Contract.findById(contractId).lean()).toMatchObject({ status: 'Cancelled', payment })
  })
})
