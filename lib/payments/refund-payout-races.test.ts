import { afterEach, describe, expect, it } from 'vitest'
import { Payout } from '#lib/model/payout.model.ts'
import { PayoutBatch } from '#lib/model/payout-batch.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { nameRefundAccount } from '#lib/payments/name-refund-account.ts'
import { settleRefund } from '#lib/payments/settle-refund.ts'
import { downloadBatch } from '#lib/payouts/download-batch.ts'
import { gatherPayouts } from '#lib/payouts/gather-payouts.ts'
import { requestRefundPayouts } from '#lib/payouts/request-refund-payouts.ts'
import { setClockOffset } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aStripe } from '#lib/testing/payment-gateways.ts'
import { anAdmin } from '#lib/testing/people.ts'
import { race, RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import { PRICE, refundOf, stripeJobs } from '#lib/testing/stripe-jobs.ts'

aDatabase()
const stripe = aStripe()
const { aRefundByHand, clientGot } = stripeJobs(stripe)
const ROUNDS = roundsOr(20)
const random = randomOf(RACE_SEED)

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger(), `seed ${RACE_SEED}`).toEqual([])
  await emptyDatabase()
})

/** The file that an admin downloads for the bank, if there is a batch. */
async function fileForTheBank(): Promise<string> {
  const batch = await PayoutBatch.findOne().lean()
  return batch ? downloadBatch(idOf(batch._id), (await anAdmin()).id) : ''
}

describe(
  `races over refunds by the bank, ${ROUNDS} rounds each, RACE_SEED=${RACE_SEED}`,
  { timeout: timeFor(ROUNDS * 3) },
  () => {
    it('if a chargeback comes while the file for the bank is made, the file has what is paid and nothing else', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        // Prepare
        const job = await aRefundByHand()
        await requestRefundPayouts()
        if (round % 2 === 0) await gatherPayouts()
        let file = ''
        // Act
        await race(random, {
          chargeback: () => stripe.its.chargeBack(job.intent),
          run: gatherPayouts,
          download: async () => void (file = await fileForTheBank()),
        })
        // Assess
        const [payout] = await Payout.find({ refund: job.refundId }).lean()
        const id = payout ? idOf<'Payout'>(payout._id) : 'none'
        const isSent = file.includes(id)
        expect([isSent, payout?.status], `round ${round}`).not.toEqual([true, 'Failed'])
        if (!isSent) expect(await fileForTheBank()).not.toContain(id)
        await emptyDatabase()
      }
    })

    it('if a payer names another account while payouts are gathered, the money goes to the one that was named', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        // Prepare
        const job = await aRefundByHand()
        await requestRefundPayouts()
        const name = (last: number) => () =>
          nameRefundAccount(
            job.refundId,
            { kind: 'mobileWallet', phone: `+20101234567${last}` },
            job.client.id,
          )
        // Act
        await race(random, {
          first: name(1),
          second: name(2),
          run: gatherPayouts,
          request: requestRefundPayouts,
        })
        // Assess
        const { account } = await refundOf(job)
        expect(await Payout.find({ refund: job.refundId }).lean(), `round ${round}`).toMatchObject([
          { account },
        ])
        await emptyDatabase()
      }
    })

    it('if the bank decides for the payer while staff settle the refund, it is paid once', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        // Prepare
        const job = await aRefundByHand()
        const dispute = await stripe.its.chargeBack(job.intent)
        const { id } = await anAdmin()
        // Act
        await race(random, {
          lost: () => stripe.its.loseDispute(job.intent, dispute),
          staff: () => settleRefund(job.refundId, { outcome: 'paid' }, id),
          payouts: requestRefundPayouts,
        })
        // Assess
        expect([await clientGot(job), (await refundOf(job)).status], `round ${round}`).toEqual([
          PRICE,
          'Confirmed',
        ])
        expect(await sumOf('platform:chargebacks')).toBe(0)
        await emptyDatabase()
      }
    })
  },
)
