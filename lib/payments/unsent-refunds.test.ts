import { afterEach, describe, expect, it } from 'vitest'
import { DEFAULT_BEHAVIOR } from '#infra/fakes/fawry/fawry.ts'
import { appealDispute } from '#lib/disputes/appeal-dispute.ts'
import { resolveDispute } from '#lib/disputes/resolve-dispute.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { settleRefund } from '#lib/payments/settle-refund.ts'
import { clockOffset, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { type DisputeId, idOf } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aFawry } from '#lib/testing/payment-gateways.ts'
import { aModerator, anAdmin } from '#lib/testing/people.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const fawry = aFawry()
const PRICE = 58_055
const PART = 20_000

afterEach(async () => {
  setClockOffset(0)
  Object.assign(fawry.its.behavior, DEFAULT_BEHAVIOR)
  expect(await verifyLedger()).toEqual([])
  expect(await sumOf(/./)).toBe(0)
  await emptyDatabase()
})

const decide = async (disputeId: DisputeId, clientAmount: number) =>
  resolveDispute(
    disputeId,
    {
      decision: 'Completed',
      clientAmount: asPiastres(clientAmount),
      craftsmanAmount: asPiastres(PRICE - clientAmount),
      note: 'as the evidence says',
    },
    await aModerator(),
  )

/** A job whose dispute gave its client a part of what they paid through Fawry, which is to be refunded. */
async function aPartToRefund() {
  const { jobId, client } = await aHiredJob({ paymentType: 'Escrow', price: PRICE })
  const { payment } = await initiatePayment({ jobId, gateway: 'Fawry' }, client)
  const { reference } = payment
  await fawry.its.pay(reference, 'paid')
  await updateJobStatus(jobId, { status: 'Disputed', reason: 'half of it is done' }, client)
  const disputeId = idOf<'Dispute'>((await Dispute.findOne({ job: jobId }).lean().orFail())._id)
  await decide(disputeId, PART)
  const refundId = idOf<'Refund'>((await Refund.findOne({ job: jobId }).lean().orFail())._id)
  return { reference, client, disputeId, refundId }
}

type Part = Awaited<ReturnType<typeof aPartToRefund>>

const refundedAtFawry = ({ reference }: Part) =>
  fawry.its.orders().find((order) => order.reference === reference)?.refunded
const refundOf = ({ refundId }: Part) => Refund.findById(refundId).lean().orFail()
const told = async (type: string) => (await Outbox.find({ type }).lean()).map(({ data }) => data)
const staffHeard = async () => [await told('payment.refundedElsewhere'), await told('payment.refund.stuck')]

async function refundsRun(times = 1): Promise<void> {
  for (let run = 0; run < times; run += 1) {
    await runToEnd(sendRefunds)
    await fawry.its.settled()
    setClockOffset(clockOffset() + 7 * HOUR)
  }
}

/** Somebody refunds a part on Fawry's website, and the message of it never comes. */
async function refundedInSilence({ reference }: Part, amount: number): Promise<void> {
  fawry.its.webhooks.hold()
  await fawry.its.refundElsewhere(reference, amount)
  await fawry.its.webhooks.release(() => [])
}

/** How it is found out that somebody else has refunded a part. */
const WAYS: Readonly<Record<string, (part: Part, amount: number) => Promise<void>>> = {
  'by its message': ({ reference }, amount) => fawry.its.refundElsewhere(reference, amount),
  'by the look before it is sent': refundedInSilence,
}

describe('a refund that was never sent, where Fawry shows another part and names no sum', () => {
  it.each(Object.keys(WAYS))('does not count as made, and staff hear of it: found out %s', async (way) => {
    // Prepare
    fawry.its.behavior.refundedSum = 'none'
    const part = await aPartToRefund()
    // Act
    await WAYS[way]?.(part, PART)
    await refundsRun(2)
    // Assess
    expect(await refundOf(part)).toMatchObject({ status: 'Unknown', isUnsent: true })
    expect(refundedAtFawry(part)).toBe(PART)
    expect(await staffHeard()).toMatchObject([[{ amount: null }], [{ refundId: part.refundId }]])
    await refundsRun(8)
    expect([(await refundOf(part)).status, refundedAtFawry(part)]).toEqual(['Unknown', PART])
  })

  it.each([
    ['paid', 'Confirmed'],
    ['failed', 'Refused'],
  ] as const)('ends as staff have found out at Fawry: %s', async (outcome, status) => {
    // Prepare
    fawry.its.behavior.refundedSum = 'none'
    const part = await aPartToRefund()
    await refundedInSilence(part, PART)
    await refundsRun()
    await Refund.updateOne({ _id: part.refundId }, { $set: { triedAt: new Date(0) } })
    // Act
    await settleRefund(part.refundId, { outcome, reason: 'as Fawry shows' }, (await anAdmin()).id)
    await refundsRun()
    // Assess
    expect([(await refundOf(part)).status, refundedAtFawry(part)]).toEqual([status, PART])
  })

  it.each([
    ['all of it', PART, PART],
    ['a part of it', 5_000, PART],
  ])(
    'is covered once Fawry names the sum, which is %s, and the rest is sent',
    async (_, elsewhere, inAll) => {
      for (const refundedSum of ['number', 'text'] as const) {
        // Prepare
        fawry.its.behavior.refundedSum = 'none'
        const part = await aPartToRefund()
        await refundedInSilence(part, elsewhere)
        await refundsRun()
        // Act
        fawry.its.behavior.refundedSum = refundedSum
        await refundsRun(3)
        // Assess
        expect(await refundOf(part)).toMatchObject({ status: 'Confirmed' })
        expect([refundedAtFawry(part), await sumOf(/^platform:chargebacks$/)]).toEqual([inAll, 0])
      }
    },
  )

  it('does not count as made either where Fawry did not answer before it could be sent', async () => {
    // Prepare
    fawry.its.behavior.refundedSum = 'none'
    const part = await aPartToRefund()
    fawry.its.failNext(503)
    await refundsRun()
    expect(await refundOf(part)).toMatchObject({ status: 'Unknown', isUnsent: true })
    // Act
    await refundedInSilence(part, PART)
    await refundsRun()
    // Assess
    expect([(await refundOf(part)).status, refundedAtFawry(part)]).toEqual(['Unknown', PART])
    expect(await staffHeard()).toMatchObject([[{ amount: null }], [{ refundId: part.refundId }]])
  })
})

describe('a refund that Fawry could not be asked about before', () => {
  it.each(['number', 'text', 'none'] as const)('is sent once it answers (%s)', async (refundedSum) => {
    // Prepare
    fawry.its.behavior.refundedSum = refundedSum
    const part = await aPartToRefund()
    fawry.its.failNext(503)
    // Act
    await refundsRun(2)
    // Assess
    expect([(await refundOf(part)).status, refundedAtFawry(part)]).toEqual(['Confirmed', PART])
    expect(await staffHeard()).toEqual([[], []])
  })
})

describe('two refunds in part of one payment', () => {
  it.each(['number', 'text', 'none'] as const)('are both sent, each once (%s)', async (refundedSum) => {
    // Prepare
    fawry.its.behavior.refundedSum = refundedSum
    const part = await aPartToRefund()
    await refundsRun()
    await appealDispute(part.disputeId, { reason: 'more was left undone' }, part.client)
    await decide(part.disputeId, PART + 10_000)
    // Act
    await refundsRun(3)
    // Assess
    const refunds = await Refund.find().sort({ _id: 1 }).lean()
    expect(refunds.map(({ amount, status }) => [amount, status])).toEqual([
      [PART, 'Confirmed'],
      [10_000, 'Confirmed'],
    ])
    expect(refundedAtFawry(part)).toBe(PART + 10_000)
    expect(await staffHeard()).toEqual([[], []])
  })
})
