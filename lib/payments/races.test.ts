import { afterEach, describe, expect, it } from 'vitest'
import { Contract } from '#lib/contracts/contract.model.ts'
import { applyDueTimers } from '#lib/jobs/settle-job.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { escrowOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { askAboutPayments } from '#lib/payments/ask-about-payments.ts'
import { expirePayments } from '#lib/payments/expire-payments.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { Payment } from '#lib/payments/payment.model.ts'
import { Refund } from '#lib/payments/refund.model.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { clockOffset, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { aFawry } from '#lib/testing/gateways.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { race, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import { verifyLedger } from '#lib/wallet/verify-ledger.ts'

aDatabase()
const fawry = aFawry()
const SEED = Number(process.env.RACE_SEED ?? 20_261_123)
const ROUNDS = roundsOr(30)
const PRICE = 200_000
const random = randomOf(SEED)

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger(), `seed ${SEED}`).toEqual([])
})

async function aBegunPayment() {
  const hired = await aHiredJob({ paymentType: 'Escrow', price: PRICE })
  const { payment } = await initiatePayment({ jobId: hired.jobId, gateway: 'Fawry' }, hired.client)
  return { ...hired, paymentId: payment.id, reference: payment.reference }
}

/** Either the job has all of it, or the payer gets all of it back: never both, never neither. */
async function isInOnePlace(begun: Awaited<ReturnType<typeof aBegunPayment>>): Promise<string> {
  setClockOffset(clockOffset() + HOUR)
  await askAboutPayments(0)
  await sendRefunds()
  await fawry.its.settled()
  const { payment } = await Contract.findById(begun.contractId).lean().orFail()
  const order = fawry.its.orders().find(({ reference }) => reference === begun.reference)
  const refunds = await Refund.find({ payment: begun.paymentId }).lean()
  const { status } = await Payment.findById(begun.paymentId).lean().orFail()
  const isHeld = payment === 'Held'
  expect([status, await balanceOf(escrowOf(begun.jobId)), order?.refunded, refunds.length]).toEqual(
    isHeld ? ['Held', PRICE, 0, 0] : ['Refunded', 0, PRICE, 1],
  )
  return status
}

describe(
  `races over payments, ${ROUNDS} rounds each, RACE_SEED=${SEED}`,
  { timeout: timeFor(ROUNDS) },
  () => {
    it('a webhook against expiry and its asking: the money is held, or goes back', async () => {
      const seen = new Set<string>()
      for (let round = 0; round < ROUNDS; round += 1) {
        // Prepare
        setClockOffset(0)
        const begun = await aBegunPayment()
        setClockOffset(25 * HOUR)
        // Act
        await race(random, {
          webhook: () => fawry.its.pay(begun.reference, 'paid', { times: 2 }),
          expiry: () => expirePayments(),
          asking: () => askAboutPayments(0),
          hireRunsOut: () => applyDueTimers(),
        })
        // Assess
        seen.add(await isInOnePlace(begun))
      }
      expect(seen.has('Refunded')).toBe(true)
    })

    it('a webhook against the client who cancels: the money is held for nobody', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const begun = await aBegunPayment()
        await race(random, {
          webhook: () => fawry.its.pay(begun.reference, 'paid', { times: 2 }),
          cancel: () => updateJobStatus(begun.jobId, { status: 'Cancelled' }, begun.client),
        })
        expect(await isInOnePlace(begun)).toBe('Refunded')
      }
    })

    it('two runs of refunds at once: each goes back once', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const begun = await aBegunPayment()
        await fawry.its.pay(begun.reference, 'paid')
        await updateJobStatus(begun.jobId, { status: 'Cancelled' }, begun.client)
        await race(random, {
          one: () => sendRefunds(),
          other: () => sendRefunds(),
          third: () => sendRefunds(),
        })
        expect(await isInOnePlace(begun)).toBe('Refunded')
      }
    })
  },
)
