import { afterEach, expect, it } from 'vitest'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { withdrawDispute } from '#lib/disputes/withdraw-dispute.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { addMs, clock, DAY, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import type { DisputeId, JobId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { GROUNDS } from '#lib/testing/disputes.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aStripe } from '#lib/testing/payment-gateways.ts'
import type { Somebody } from '#lib/testing/people.ts'

aDatabase()
aStripe()
afterEach(() => setClockOffset(0))

/** A dispute that somebody opens after some hours and withdraws after some more, both counted from now. */
async function disputed(jobId: JobId, by: Somebody, from: number, until: number) {
  setClockOffset(from * HOUR)
  const { id } = await createDispute({ jobId, ...GROUNDS }, by)
  setClockOffset(until * HOUR)
  await withdrawDispute(id as DisputeId, by)
}

const timerOf = async (jobId: JobId) => (await Job.findById(jobId).lean().orFail()).timer?.at

it('a client whose craftsman disputed and withdrew can still dispute for as long as they had left', async () => {
  // Prepare
  const { jobId, client, craftsman } = await aHiredJob({ paymentType: 'Cash' })
  await updateJobStatus(jobId, { status: 'On The Way' }, craftsman)
  await updateJobStatus(jobId, { status: 'Completed' }, craftsman)
  await disputed(jobId, craftsman, 1, 8 * 24)
  // Act
  const { id } = await createDispute({ jobId, ...GROUNDS }, client)
  // Assess
  expect(id).toEqual(expect.any(String))
})

it('a time to dispute that was over before is not opened again by another dispute', async () => {
  // Prepare
  const { jobId, client, craftsman } = await aHiredJob({ paymentType: 'Cash' })
  await updateJobStatus(jobId, { status: 'On The Way' }, craftsman)
  await disputed(jobId, craftsman, 1, 24)
  await updateJobStatus(jobId, { status: 'Completed' }, craftsman)
  setClockOffset(24 * HOUR + 7 * DAY + HOUR) // the pause came before the completion
  // Act
  const late = createDispute({ jobId, ...GROUNDS }, client)
  // Assess
  await expect(late).rejects.toMatchObject({ code: 'DISPUTE_WINDOW_OVER' })
})

it('a craftsman who could not set out during a dispute is not absent when it is withdrawn', async () => {
  // Prepare
  const availableAt = addMs(clock(), 2 * HOUR)
  const { jobId, client, craftsman } = await aHiredJob({ paymentType: 'Cash', availableAt })
  setClockOffset(3 * HOUR)
  await updateJobStatus(jobId, { status: 'On The Way' }, craftsman)
  await disputed(jobId, client, 3, 27)
  // Act
  await updateJobStatus(jobId, { status: 'Cancelled', reason: 'nobody came' }, client)
  // Assess
  const { cancellation } = await Contract.findOne({ job: objectId(jobId) })
    .lean()
    .orFail()
  expect(cancellation?.fault).toBe('client')
})

it('a hire that was disputed before it was paid can be paid until its timer is due', async () => {
  // Prepare
  const { jobId, client } = await aHiredJob({ paymentType: 'Escrow', price: 200_000 })
  await disputed(jobId, client, 1, 40)
  // Act
  const first = await initiatePayment({ jobId, gateway: 'Stripe' }, client)
  const again = await initiatePayment({ jobId, gateway: 'Stripe' }, client)
  // Assess
  const { expiresAt } = await Payment.findById(first.payment.id).lean().orFail()
  expect(expiresAt).toEqual(await timerOf(jobId))
  expect(again.payment.id).toBe(first.payment.id)
})
