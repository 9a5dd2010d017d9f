import { afterEach, describe, expect, it } from 'vitest'
import { addEvidence } from '#lib/disputes/add-evidence.ts'
import { appealDispute } from '#lib/disputes/appeal-dispute.ts'
import { applyStepsOf } from '#lib/disputes/apply-dispute-steps.ts'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { resolveDispute } from '#lib/disputes/resolve-dispute.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { escrowOf, walletOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { setClockOffset } from '#lib/platform/clock.ts'
import type { DisputeId, JobId, PayoutAccountId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aJobIn } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aBankAccount } from '#lib/testing/payouts.ts'
import { anAdmin, type Somebody } from '#lib/testing/people.ts'
import { race, RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import { withdraw } from '#lib/wallet/withdraw.ts'

aDatabase()
afterEach(() => setClockOffset(0))

const ROUNDS = roundsOr(50, { whole: true })
const random = randomOf(RACE_SEED)
const between = (min: number, max: number) => min + Math.floor(random() * (max - min + 1))
const grounds = { reason: 'It still leaks', description: 'The cupboard is wet every morning' }
const reason = 'The photos were not looked at'
const note = 'As the photos show'

/** A dispute about an Escrow job of a random price, and a random split of it. */
async function aDispute() {
  const price = between(10_000, 300_000)
  const job = await aJobIn('Completed', { paymentType: 'Escrow', price })
  const disputeId = (await createDispute({ jobId: job.jobId, ...grounds }, job.client)).id as DisputeId
  const split = () => {
    const client = between(0, price)
    return { clientAmount: asPiastres(client), craftsmanAmount: asPiastres(price - client) }
  }
  const decision = () => (random() < 0.5 ? ('Completed' as const) : ('Cancelled' as const))
  const decide = (staff: Somebody, ruling = { decision: decision(), note, ...split() }) =>
    resolveDispute(disputeId, ruling, staff)
  return { ...job, price, disputeId, decide }
}

/** The job, the contract, the dispute and the money tell the same story, and every piastre is somewhere. */
async function expectOneStory(jobId: JobId, price: number, craftsman: Somebody) {
  const [job, contract, dispute] = await Promise.all([
    Job.findById(jobId).lean().orFail(),
    Contract.findOne({ job: jobId }).lean().orFail(),
    Dispute.findOne({ job: jobId }).lean().orFail(),
  ])
  expect(contract.status).toBe(job.status)
  expect(dispute.status === 'Resolved').toBe(job.status !== 'Disputed')
  expect(dispute.appeal === undefined).toBe(
    dispute.status !== 'Appealed' && contract.decided?.isFinal !== true,
  )
  const posted = await Journal.countDocuments({ key: `appeal:${String(contract._id)}` })
  expect(posted).toBeLessThanOrEqual(contract.decided?.isFinal ? 1 : 0)
  if (contract.decided) {
    const refunds = await Refund.find({ job: jobId }).lean()
    const refunded = refunds.reduce((sum, { amount }) => sum + amount, 0)
    const { client, craftsman: share, platform } = contract.decided
    expect(client + share + platform).toBe(price)
    expect(refunded).toBe(Math.max(client, dispute.appeal?.against.clientAmount ?? 0))
    expect(await balanceOf(walletOf(craftsman.id))).toBe(share)
    expect(await balanceOf(escrowOf(jobId))).toBe(0)
  }
  return { job, contract, dispute }
}

describe(
  `races over decisions and appeals, ${ROUNDS} rounds each, RACE_SEED=${RACE_SEED}`,
  { timeout: timeFor(ROUNDS) * 2 },
  () => {
    it('two members of staff decide a dispute: one wins', async () => {
      const [first, second] = [await anAdmin(), await anAdmin()]
      for (let round = 0; round < ROUNDS; round += 1) {
        const { jobId, price, craftsman, decide } = await aDispute()
        const { winners, codes } = await race(random, {
          first: () => decide(first),
          second: () => decide(second),
        })
        expect([winners.length, codes]).toEqual([1, ['DISPUTE_NOT_OPEN']])
        await expectOneStory(jobId, price, craftsman)
      }
      expect(await verifyLedger(), `seed ${RACE_SEED}`).toEqual([])
    })

    it('two members of staff decide an appeal: one of them wins, and never who decided first', async () => {
      const [first, second, third] = [await anAdmin(), await anAdmin(), await anAdmin()]
      for (let round = 0; round < ROUNDS; round += 1) {
        const { jobId, price, client, craftsman, disputeId, decide } = await aDispute()
        await decide(first)
        await appealDispute(disputeId, { reason }, client)
        const { winners } = await race(random, {
          first: () => decide(first),
          second: () => decide(second),
          third: () => decide(third),
        })
        expect(winners).toHaveLength(1)
        expect(winners).not.toContain('first')
        await expectOneStory(jobId, price, craftsman)
      }
      expect(await verifyLedger(), `seed ${RACE_SEED}`).toEqual([])
    })

    it('both parties appeal while staff decide for the first and for the second time: nothing is half done', async () => {
      const [first, second] = [await anAdmin(), await anAdmin()]
      const tally = new Map<string, number>()
      for (let round = 0; round < ROUNDS; round += 1) {
        const { jobId, price, client, craftsman, disputeId, decide } = await aDispute()
        if (random() < 0.5) await decide(first) // else the first decision is part of the race
        const { winners } = await race(random, {
          decision: () => decide(first),
          byClient: () => appealDispute(disputeId, { reason }, client),
          byCraftsman: () => appealDispute(disputeId, { reason }, craftsman),
          other: () => decide(second),
        })
        const appeals = winners.filter((name) => name.startsWith('by'))
        expect(appeals.length).toBeLessThanOrEqual(1)
        const { dispute } = await expectOneStory(jobId, price, craftsman)
        expect(dispute.appeal !== undefined).toBe(appeals.length === 1)
        if (dispute.appeal && dispute.status === 'Resolved') {
          expect(String(dispute.resolution?.by)).not.toBe(String(dispute.appeal.against.by))
        }
        tally.set(dispute.status, (tally.get(dispute.status) ?? 0) + 1)
      }
      expect([...tally.keys()].sort()).toEqual(['Appealed', 'Resolved'])
      expect(await verifyLedger(), `seed ${RACE_SEED}`).toEqual([])
    })

    it('an appeal against the end of its time and a withdrawal: what is frozen is in the wallet', async () => {
      const staff = await anAdmin()
      const tally = new Set<string>()
      for (let round = 0; round < ROUNDS; round += 1) {
        const { client, craftsman, disputeId, decide, price, jobId } = await aDispute()
        const payoutAccountId = (await aBankAccount(craftsman)) as PayoutAccountId
        const half = { clientAmount: asPiastres(0), craftsmanAmount: asPiastres(price) }
        await decide(staff, { decision: 'Completed', note, ...half })
        const share = await balanceOf(walletOf(craftsman.id))
        const { decided } = await Contract.findOne({ job: jobId }).lean().orFail()
        setClockOffset((decided?.until.getTime() ?? 0) - Date.now() - between(0, 25))
        const { winners } = await race(random, {
          appeal: () => appealDispute(disputeId, { reason }, client),
          end: () => applyStepsOf(disputeId),
          withdrawal: () => withdraw({ userId: craftsman.id, amount: asPiastres(share), payoutAccountId }),
        })
        setClockOffset(0)
        const has = winners.filter((name) => name !== 'end')
        expect(has.length, has.join()).toBeLessThanOrEqual(1)
        const contract = await Contract.findOne({ job: jobId }).lean().orFail()
        if (contract.status === 'Disputed')
          expect(contract.frozen).toBe(await balanceOf(walletOf(craftsman.id)))
        tally.add(has.join())
      }
      expect(tally.has('appeal')).toBe(true)
      expect(tally.has('withdrawal')).toBe(true)
      expect(await verifyLedger(), `seed ${RACE_SEED}`).toEqual([])
    })

    it('evidence against a decision: it was there when staff decided, or it is refused', async () => {
      const staff = await anAdmin()
      for (let round = 0; round < ROUNDS; round += 1) {
        const { craftsman, disputeId, decide, jobId } = await aDispute()
        const { winners, codes } = await race(random, {
          evidence: () => addEvidence(disputeId, { text: 'It was dry' }, craftsman),
          decision: () => decide(staff),
        })
        const { evidence, status } = await Dispute.findOne({ job: jobId }).lean().orFail()
        expect([status, winners.includes('decision')]).toEqual(['Resolved', true])
        if (winners.includes('evidence')) expect(evidence).toHaveLength(1)
        else expect([evidence, codes]).toEqual([[], ['DISPUTE_NOT_OPEN']])
      }
    })
  },
)
