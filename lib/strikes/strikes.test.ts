import { afterEach, describe, expect, it } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { getContract } from '#lib/contracts/get-contract.ts'
import { appealDispute } from '#lib/disputes/appeal-dispute.ts'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { resolveDispute } from '#lib/disputes/resolve-dispute.ts'
import { applyDueTimers } from '#lib/jobs/apply-due-timers.ts'
import { jobActions } from '#lib/jobs/job-actions.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import type { Fault } from '#lib/model/contract-status.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Strike } from '#lib/model/strike.model.ts'
import { addMs, clock, clockOffset, DAY, HOUR, MINUTE, setClockOffset } from '#lib/platform/clock.ts'
import type { ContractId, DisputeId, JobId, StrikeId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { appealStrike } from '#lib/strikes/appeal-strike.ts'
import { liftStrike } from '#lib/strikes/lift-strike.ts'
import { listOwnStrikes, listStrikes } from '#lib/strikes/list-strikes.ts'
import { aConfirmedJob, aHiredJob, aJobIn } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman, aModerator, anAdmin, type Somebody } from '#lib/testing/people.ts'
import { race, RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import { getUser } from '#lib/users/get-user.ts'

aDatabase()
afterEach(() => setClockOffset(0))

const cancel = (jobId: JobId, who: Somebody, reason = 'It happens') =>
  updateJobStatus(jobId, { status: 'Cancelled', reason }, who)

const cancellationOf = async (contractId: ContractId, who: Somebody) =>
  (await getContract(contractId, who)).cancellation

const strikesOf = async ({ id }: Somebody) => (await listOwnStrikes({ page: 1, limit: 100 }, id)).data

const reliabilityOf = async ({ id }: Somebody) => (await getUser(id)).reliability

/** A hire whose craftsman is expected in so many hours. */
const agreedIn = (hours: number) => ({ availableAt: addMs(clock(), hours * HOUR) })

describe('a cancellation', () => {
  type Job = Awaited<ReturnType<typeof aJobIn>>
  interface Case {
    readonly job: () => Promise<Job>
    readonly act: (job: Job) => Promise<unknown>
    readonly by: string
    readonly fault: Fault
    readonly strikes: number
  }
  const hired = (hours?: number) => () =>
    aHiredJob(hours === undefined ? {} : agreedIn(hours)) as Promise<Job>

  const CASES: Readonly<Record<string, Case>> = {
    'of the client before anybody sets out': {
      job: hired(24),
      act: ({ jobId, client }) => cancel(jobId, client),
      by: 'client',
      fault: 'client',
      strikes: 0,
    },
    'of the client, a day after the agreed time at which nobody came': {
      job: hired(24),
      act: ({ jobId, client }) => {
        setClockOffset(48 * HOUR + MINUTE)
        return cancel(jobId, client)
      },
      by: 'client',
      fault: 'craftsman',
      strikes: 1,
    },
    'of the craftsman before they set out': {
      job: hired(24),
      act: ({ jobId, craftsman }) => cancel(jobId, craftsman),
      by: 'craftsman',
      fault: 'craftsman',
      strikes: 0,
    },
    'of staff': {
      job: hired(24),
      act: async ({ jobId }) => cancel(jobId, await anAdmin()),
      by: 'staff',
      fault: 'nobody',
      strikes: 0,
    },
    'of the craftsman on the way': {
      job: () => aJobIn('On The Way'),
      act: ({ jobId, craftsman }) => cancel(jobId, craftsman),
      by: 'craftsman',
      fault: 'craftsman',
      strikes: 1,
    },
    'of the client while the craftsman is on the way': {
      job: () => aJobIn('On The Way', { paymentType: 'Escrow' }),
      act: ({ jobId, client }) => cancel(jobId, client),
      by: 'client',
      fault: 'client',
      strikes: 0,
    },
    'of the client, when a craftsman on the way never came': {
      job: () => aJobIn('On The Way', agreedIn(1)),
      act: ({ jobId, client }) => {
        setClockOffset(26 * HOUR)
        return cancel(jobId, client)
      },
      by: 'client',
      fault: 'craftsman',
      strikes: 1,
    },
    'by the timer, of a hire with an agreed time': {
      job: hired(24),
      act: () => {
        setClockOffset(9 * DAY)
        return applyDueTimers()
      },
      by: 'timer',
      fault: 'craftsman',
      strikes: 1,
    },
    'by the timer, of a hire without an agreed time': {
      job: hired(),
      act: () => {
        setClockOffset(15 * DAY)
        return applyDueTimers()
      },
      by: 'timer',
      fault: 'nobody',
      strikes: 0,
    },
  }

  it.each(Object.entries(CASES))('%s is recorded with whose fault it was', async (_name, row) => {
    const { job, act, by, fault, strikes } = row
    const scene = await job()
    await act(scene)
    expect(await cancellationOf(scene.contractId, scene.craftsman)).toMatchObject({ by, fault })
    expect(await strikesOf(scene.craftsman)).toHaveLength(strikes)
    expect(await strikesOf(scene.client)).toEqual([])
  })

  it('is a receipt of what was forecast before: the same parts', async () => {
    // Prepare
    const overrides = { paymentType: 'Escrow', price: 200_000 } as const
    const { jobId, client, craftsman, contractId } = await aJobIn('On The Way', overrides)
    const { actions } = await jobActions(jobId, client)
    const forecast = actions.find(({ action, allowed }) => action === 'cancel' && allowed)?.money
    // Act
    await cancel(jobId, client)
    // Assess
    expect(forecast).toEqual({ client: 190_000, craftsman: 10_000, platform: 0 })
    for (const who of [client, craftsman]) {
      expect(await cancellationOf(contractId, who)).toMatchObject({
        clientAmount: 190_000,
        craftsmanAmount: 10_000,
        platformAmount: 0,
      })
    }
  })

  it('that staff decide is as they say, and none is left if an appeal completes the job', async () => {
    const { jobId, client, contractId } = await aJobIn('Completed', { paymentType: 'Escrow', price: 100_000 })
    const { id } = await createDispute({ jobId, reason: 'It leaks', description: 'Still wet' }, client)
    const ruling = { clientAmount: asPiastres(70_000), craftsmanAmount: asPiastres(30_000), note: 'Seen' }
    const cancelling = { ...ruling, decision: 'Cancelled', fault: 'craftsman' } as const
    await resolveDispute(id as DisputeId, cancelling, await aModerator())
    expect(await cancellationOf(contractId, client)).toMatchObject({
      by: 'staff',
      fault: 'craftsman',
      clientAmount: 70_000,
      craftsmanAmount: 27_000,
      platformAmount: 3_000,
    })
    await appealDispute(id as DisputeId, { reason: 'It was the old pipe' }, client)
    await resolveDispute(id as DisputeId, { ...ruling, decision: 'Completed' }, await anAdmin())
    expect(await cancellationOf(contractId, client)).toBeNull()
  })
})

describe('a craftsman’s reliability', () => {
  it('counts only their own faults, of the last year, and is null while there is nothing to count', async () => {
    // Prepare
    const craftsman = await aCraftsman()
    expect(await reliabilityOf(craftsman)).toBeNull()
    await aConfirmedJob({ craftsman })
    await aConfirmedJob({ craftsman })
    const byClient = await aJobIn('On The Way', { craftsman })
    await cancel(byClient.jobId, byClient.client)
    const byStaff = await aHiredJob({ craftsman })
    await cancel(byStaff.jobId, await anAdmin())
    expect(await reliabilityOf(craftsman)).toMatchObject({ percent: 100, of: 2 })
    // Act
    const abandoned = await aJobIn('On The Way', { craftsman })
    await cancel(abandoned.jobId, craftsman)
    // Assess
    expect(await reliabilityOf(craftsman)).toMatchObject({ percent: 66, of: 3 })
    setClockOffset(300 * DAY)
    const later = await aJobIn('Completed', { craftsman, paymentType: 'Escrow' })
    await confirmContract({ jobId: later.jobId, client: later.client })
    setClockOffset(366 * DAY)
    const reliability = await reliabilityOf(craftsman)
    expect(reliability).toMatchObject({ percent: 100, of: 1 })
    expect(new Date(reliability?.since ?? 0).getTime()).toBeLessThanOrEqual(Date.now() + clockOffset())
    expect('reliability' in (await getUser(later.client.id))).toBe(false)
  })

  it('forgets a cancellation whose strike was lifted', async () => {
    const craftsman = await aCraftsman()
    await aConfirmedJob({ craftsman })
    const { jobId, contractId } = await aJobIn('On The Way', { craftsman })
    await cancel(jobId, craftsman)
    expect(await reliabilityOf(craftsman)).toMatchObject({ percent: 50, of: 2 })
    const [strike] = await strikesOf(craftsman)
    await liftStrike(strike?.id as StrikeId, { note: 'A breakdown' }, (await aModerator()).id)
    expect(await reliabilityOf(craftsman)).toMatchObject({ percent: 100, of: 1 })
    expect(await cancellationOf(contractId, craftsman)).toMatchObject({ by: 'craftsman', fault: 'nobody' })
  })
})

describe('a strike', () => {
  const aStrike = async () => {
    const job = await aJobIn('On The Way')
    await cancel(job.jobId, job.craftsman)
    const [strike] = await strikesOf(job.craftsman)
    return { ...job, strikeId: strike?.id as StrikeId, strike }
  }
  const told = async (type: string, strikeId: StrikeId) =>
    Outbox.countDocuments({ type, 'data.strikeId': strikeId })

  it('is shown to its craftsman with what it is for, who are told of it and may appeal once', async () => {
    const { strikeId, strike, jobId, craftsman } = await aStrike()
    expect(strike).toMatchObject({
      job: { id: jobId },
      move: 'abandonVisit',
      status: 'Standing',
      appeal: null,
    })
    expect(await told('strike.recorded', strikeId)).toBe(1)
    const reason = 'My car broke down'
    const appealed = await appealStrike(strikeId, { reason }, craftsman.id)
    expect(appealed).toMatchObject({ status: 'Appealed', appeal: { reason } })
    expect(await told('strike.appealed', strikeId)).toBe(1)
    await expect(appealStrike(strikeId, { reason }, craftsman.id)).rejects.toMatchObject({
      code: 'STRIKE_APPEALED',
    })
    const stranger = await aCraftsman()
    await expect(appealStrike(strikeId, { reason }, stranger.id)).rejects.toMatchObject({
      code: 'STRIKE_NOT_FOUND',
    })
  })

  it('waits for staff in their list, and is lifted once', async () => {
    const { strikeId, craftsman, jobId } = await aStrike()
    const page = { page: 1, limit: 100 }
    const waiting = async () => (await listStrikes({ ...page, status: 'Appealed' })).data.map(({ id }) => id)
    expect(await waiting()).not.toContain(strikeId)
    await appealStrike(strikeId, { reason: 'My car broke down' }, craftsman.id)
    expect(await waiting()).toContain(strikeId)
    const staff = await aModerator()
    const lifted = await liftStrike(strikeId, { note: 'A breakdown' }, staff.id)
    expect(lifted).toMatchObject({
      status: 'Lifted',
      user: { id: craftsman.id },
      lifted: { note: 'A breakdown' },
    })
    expect(await waiting()).not.toContain(strikeId)
    expect(await told('strike.lifted', strikeId)).toBe(1)
    await expect(liftStrike(strikeId, {}, staff.id)).rejects.toMatchObject({ code: 'STRIKE_LIFTED' })
    const late = appealStrike(strikeId, { reason: 'Again' }, craftsman.id)
    await expect(late).rejects.toMatchObject({ code: 'STRIKE_LIFTED' })
    expect((await listStrikes({ ...page, userId: craftsman.id })).data.map(({ job }) => job.id)).toEqual([
      jobId,
    ])
    const nowhere = liftStrike(jobId as string as StrikeId, {}, staff.id)
    await expect(nowhere).rejects.toMatchObject({ code: 'STRIKE_NOT_FOUND' })
  })

  const ROUNDS = roundsOr(20)
  it(
    `is lifted and appealed against once, whoever comes first (${ROUNDS} rounds, RACE_SEED=${RACE_SEED})`,
    async () => {
      const random = randomOf(RACE_SEED)
      const staff = await aModerator()
      for (let round = 0; round < ROUNDS; round += 1) {
        const { strikeId, craftsman } = await aStrike()
        const appeal = () => appealStrike(strikeId, { reason: 'My car broke down' }, craftsman.id)
        const { winners } = await race(random, {
          appeal,
          again: appeal,
          lift: () => liftStrike(strikeId, {}, staff.id),
          liftAgain: () => liftStrike(strikeId, {}, staff.id),
        })
        const strike = await Strike.findById(strikeId).lean().orFail()
        expect(strike.status).toBe('Lifted')
        expect(winners.filter((name) => name.startsWith('lift'))).toHaveLength(1)
        const appeals = winners.filter((name) => !name.startsWith('lift'))
        expect(appeals).toHaveLength(strike.appeal ? 1 : 0)
      }
    },
    timeFor(ROUNDS),
  )
})
