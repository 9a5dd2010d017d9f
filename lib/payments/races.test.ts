import { afterEach, describe, expect, it } from 'vitest'
import { applyDueTimers } from '#lib/jobs/apply-due-timers.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { escrowOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { expirePayments } from '#lib/payments/expire-payments.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { clockOffset, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aFawry } from '#lib/testing/payment-gateways.ts'
import { askAboutAllPayments } from '#lib/testing/payments.ts'
import { race, RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const fawry = aFawry()
const ROUNDS = roundsOr(30)
const PRICE = 200_000
const random = randomOf(RACE_SEED)

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger(), `seed ${RACE_SEED}`).toEqual([])
})

async function aBegunPayment() {
  const hired = await aHiredJob({ paymentType: 'Escrow', price: PRICE })
  const { payment } = await initiatePayment({ jobId: hired.jobId, gateway: 'Fawry' }, hired.client)
  return { ...hired, paymentId: payment.id, reference: payment.reference }
}

/** Checks that the money is either all in escrow or all refunded to the payer, and returns the payment's status. */
async function settledStatusOf(begun: Awaited<ReturnType<typeof aBegunPayment>>): Promise<string> {
  setClockOffset(clockOffset() + HOUR)
  await askAboutAllPayments()
  await runToEnd(sendRefunds)
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
  `races over payments, ${ROUNDS} rounds each, RACE_SEED=${RACE_SEED}`,
  { timeout: timeFor(ROUNDS) },
  () => {
    it('if a webhook, the expiry and a query come at once, the money is held or refunded', async () => {
      const seen = new Set<string>()
      for (let round = 0; round < ROUNDS; round += 1) {
        // Prepare
        setClockOffset(0)
        const begun = await aBegunPayment()
        setClockOffset(25 * HOUR)
        // Act
        await race(random, {
          webhook: () => fawry.its.pay(begun.reference, 'paid', { times: 2 }),
          expiry: () => runToEnd(expirePayments),
          query: () => askAboutAllPayments(),
          hireExpires: () => runToEnd(applyDueTimers),
        })
        // Assess
        seen.add(await settledStatusOf(begun))
      }
      expect(seen.has('Refunded')).toBe(true)
    })

    it('if a webhook comes while the client cancels, the money is refunded', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const begun = await aBegunPayment()
        await race(random, {
          webhook: () => fawry.its.pay(begun.reference, 'paid', { times: 2 }),
          cancel: () => updateJobStatus(begun.jobId, { status: 'Cancelled' }, begun.client),
        })
        expect(await settledStatusOf(begun)).toBe('Refunded')
      }
    })

    it('if several runs of refunds start at once, each refund is paid once', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const begun = await aBegunPayment()
        await fawry.its.pay(begun.reference, 'paid')
        await updateJobStatus(begun.jobId, { status: 'Cancelled' }, begun.client)
        await race(random, {
          one: () => runToEnd(sendRefunds),
          other: () => runToEnd(sendRefunds),
          third: () => runToEnd(sendRefunds),
        })
        expect(await settledStatusOf(begun)).toBe('Refunded')
      }
    })
  },
)
