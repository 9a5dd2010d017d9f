import { afterEach, describe, expect, it } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { resolveDispute } from '#lib/disputes/resolve-dispute.ts'
import { withdrawDispute } from '#lib/disputes/withdraw-dispute.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { escrowOf, walletOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { HOUR, MINUTE, setClockOffset } from '#lib/platform/clock.ts'
import type { DisputeId, JobId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { applyDeadlines } from '#lib/process/apply-deadlines.ts'
import { heldAmount } from '#lib/process/settlement.ts'
import { aConfirmedJob, aJobIn } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { anAdmin } from '#lib/testing/people.ts'
import { race, RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import { fundsOf } from '#lib/wallet/funds.ts'

aDatabase()
afterEach(() => setClockOffset(0))

const ROUNDS = roundsOr(30, { whole: true })
const random = randomOf(RACE_SEED)
const between = (min: number, max: number) => min + Math.floor(random() * (max - min + 1))
const grounds = { reason: 'It still leaks', description: 'The cupboard is wet every morning' }

async function rounds<N extends string>(round: () => Promise<N[]>): Promise<Record<string, number>> {
  const tally: Record<string, number> = {}
  for (let i = 0; i < ROUNDS; i += 1) {
    const winners = (await round()).join(' and ')
    tally[winners] = (tally[winners] ?? 0) + 1
  }
  expect(await verifyLedger(), `seed ${RACE_SEED}`).toEqual([])
  return tally
}

/** Each piastre left the job's escrow once, what is held is still there, and the escrow of a closed job is empty. */
async function expectEscrowToAddUp(jobId: JobId, paid: number): Promise<void> {
  const [job, contract] = [await Job.findById(jobId).lean(), await Contract.findOne({ job: jobId }).lean()]
  const inEscrow = await balanceOf(escrowOf(jobId))
  const isHeld = contract?.payment === 'Held'
  expect(inEscrow).toBe(isHeld && contract ? heldAmount(contract) : 0)
  if (job?.status === 'Cancelled') expect(inEscrow).toBe(0)
  const [left] = await Journal.aggregate<{ sum: number }>([
    {
      $match: {
        'postings.account': escrowOf(jobId),
        'postings.amount': { $lt: 0 },
        kind: { $ne: 'payment' },
      },
    },
    { $unwind: '$postings' },
    { $match: { 'postings.account': escrowOf(jobId) } },
    { $group: { _id: null, sum: { $sum: '$postings.amount' } } },
  ])
  expect(inEscrow - (left?.sum ?? 0)).toBe(paid)
}

const prepaidTerms = () => {
  const paymentType = random() < 0.5 ? ('Escrow' as const) : ('CashProtected' as const)
  return { paymentType, price: between(10_000, 300_000) }
}
const paidFor = async (jobId: JobId) => balanceOf(escrowOf(jobId))

describe(
  `races over money, ${ROUNDS} rounds each, RACE_SEED=${RACE_SEED}`,
  { timeout: timeFor(ROUNDS) },
  () => {
    it('release against dispute: the dispute holds the escrow or what was released', async () => {
      const tally = await rounds(async () => {
        const { jobId, client, craftsman } = await aJobIn('Completed', prepaidTerms())
        const paid = await paidFor(jobId)
        const { winners } = await race(random, {
          release: () => confirmContract({ jobId, client }),
          dispute: () => createDispute({ jobId, ...grounds }, craftsman),
        })
        const contract = await Contract.findOne({ job: jobId }).lean().orFail()
        const dispute = await Dispute.findOne({ job: jobId }).lean()
        if (winners.includes('dispute')) {
          // both won: the dispute came after the release and froze all of the earnings
          expect(contract.status).toBe('Disputed')
          expect(dispute?.held).toBe(heldAmount(contract))
          expect(heldAmount(contract)).toBe(
            winners.includes('release') ? await balanceOf(walletOf(craftsman.id)) : paid,
          )
        } else {
          expect(winners).toEqual(['release'])
          expect(dispute).toBeNull()
        }
        await expectEscrowToAddUp(jobId, paid)
        return winners
      })
      expect(Object.keys(tally).length).toBeGreaterThan(1)
    })

    it('refund against release: exactly one wins', async () => {
      await rounds(async () => {
        const { jobId, client, craftsman } = await aJobIn('On The Way', prepaidTerms())
        const paid = await paidFor(jobId)
        const { winners } = await race(random, {
          release: () => confirmContract({ jobId, client }),
          refund: () => updateJobStatus(jobId, { status: 'Cancelled' }, craftsman),
          leave: () => updateJobStatus(jobId, { status: 'Cancelled' }, client),
        })
        expect(winners).toHaveLength(1)
        await expectEscrowToAddUp(jobId, paid)
        return winners
      })
    })

    it('two confirmations against the deadline: the fee and the earnings are posted once', async () => {
      await rounds(async () => {
        const { jobId, client, craftsman, contractId } = await aJobIn('Completed', prepaidTerms())
        const paid = await paidFor(jobId)
        const isLate = random() < 0.5
        if (isLate) setClockOffset(72 * HOUR + MINUTE)
        const { winners } = await race(random, {
          first: () => confirmContract({ jobId, client }),
          second: () => confirmContract({ jobId, client }),
          sweep: () => applyDeadlines(jobId),
        })
        setClockOffset(0)
        expect(winners.filter((name) => name !== 'sweep')).toHaveLength(isLate ? 0 : 1)
        expect(await Journal.countDocuments({ key: `release:${contractId}` })).toBe(1)
        const { platformFee } = await Contract.findById(contractId).lean().orFail()
        expect(await balanceOf(walletOf(craftsman.id))).toBe(paid - platformFee)
        await expectEscrowToAddUp(jobId, paid)
        return winners
      })
    })

    it('two decisions against a withdrawal: exactly one wins', async () => {
      const [admin, otherAdmin] = [await anAdmin(), await anAdmin()]
      await rounds(async () => {
        const { jobId, client } = await aJobIn('Completed', prepaidTerms())
        const paid = await paidFor(jobId)
        const disputeId = (await createDispute({ jobId, ...grounds }, client)).id as DisputeId
        const part = between(0, paid)
        const split = { clientAmount: asPiastres(part), craftsmanAmount: asPiastres(paid - part) }
        const { winners } = await race(random, {
          done: () => resolveDispute(disputeId, { decision: 'Completed', note: 'Done', ...split }, admin),
          undone: () =>
            resolveDispute(disputeId, { decision: 'Cancelled', note: 'Not done', ...split }, otherAdmin),
          withdrawal: () => withdrawDispute(disputeId, client),
        })
        expect(winners).toHaveLength(1)
        await expectEscrowToAddUp(jobId, paid)
        return winners
      })
    })

    it('a dispute after the release against the fee of another job: the frozen earnings stay untouched', async () => {
      await rounds(async () => {
        const { jobId, client, craftsman } = await aConfirmedJob({ paymentType: 'Escrow', price: 100_000 })
        const cash = await aJobIn('Completed', { price: between(1, 20) * 10_000, craftsman })
        const { winners } = await race(random, {
          dispute: () => createDispute({ jobId, ...grounds }, client),
          fee: () => confirmContract({ jobId: cash.jobId, client: cash.client }),
        })
        const { frozen } = await Contract.findOne({ job: jobId }).lean().orFail()
        const { earnings, feesDue } = await fundsOf(craftsman.id)
        expect(earnings).toBeGreaterThanOrEqual(frozen ?? 0)
        expect(feesDue === 0 || earnings === frozen).toBe(true)
        return winners
      })
    })
  },
)
