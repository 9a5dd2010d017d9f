import { afterEach, describe, expect, it } from 'vitest'
import { walletOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { decideChargeback } from '#lib/payments/decide-chargeback.ts'
import { DAY, setClockOffset } from '#lib/platform/clock.ts'
import type { PaymentId } from '#lib/platform/ids.ts'
import { stripeWebhooks } from '#lib/testing/money/stripe-messages.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aStripe } from '#lib/testing/payment-gateways.ts'
import { anAdmin } from '#lib/testing/people.ts'
import { later, paymentOf, PRICE, refundOf, stripeJobs } from '#lib/testing/stripe-jobs.ts'

aDatabase()
const stripe = aStripe()
const says = stripeWebhooks(stripe)
const { aReleasedJob, aCancelledJob, clientGot } = stripeJobs(stripe)
const PART = 50_000

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
  expect(await sumOf(/./)).toBe(0)
  await emptyDatabase()
})

type Job = Awaited<ReturnType<typeof aReleasedJob>>

const standsOf = async (job: Job) => ({
  amounts: ((await paymentOf(job)).chargebacks ?? []).map(({ amount }) => amount),
  status: (await paymentOf(job)).status,
  lost: await sumOf('platform:chargebacks'),
})
const STANDS = { amounts: [PART], status: 'ChargedBack', lost: -PART }
const IS_GONE = { amounts: [], status: 'Released', lost: 0 }

describe('money that a bank returned, and takes again by the same dispute', () => {
  it('is charged back again, once for each time, however often each message comes', async () => {
    // Prepare
    const job = await aReleasedJob()
    const dispute = await stripe.its.chargeBack(job.intent, undefined, PART)
    const found = []
    // Act
    for (let time = 0; time < 2; time += 1) {
      await stripe.its.reinstateFunds(job.intent, dispute)
      await stripe.its.repeatAll()
      found.push(await standsOf(job))
      await stripe.its.withdrawAgain(job.intent, dispute)
      await stripe.its.repeatAll()
      found.push(await standsOf(job))
    }
    // Assess
    expect(found).toEqual([IS_GONE, STANDS, IS_GONE, STANDS])
  })

  /** Messages without the transactions of Stripe's balance, as they may be. */
  const MESSAGES = { W: 'charge.dispute.funds_withdrawn', R: 'charge.dispute.funds_reinstated' } as const
  const aDispute = (job: Job) => ({
    id: 'dp_1',
    object: 'dispute',
    amount: PART,
    currency: 'egp',
    payment_intent: job.intent,
    status: 'needs_response',
  })

  it.each(['WRW', 'RWW', 'WWR', 'WRWWR', 'RRWWW', 'WWWRR'])(
    'stands whatever comes first: %s',
    async (order) => {
      // Prepare
      const job = await aReleasedJob()
      // Act
      for (const one of order) await says(MESSAGES[one as 'W' | 'R'], aDispute(job))
      // Assess
      expect(await standsOf(job)).toEqual(STANDS)
    },
  )

  it.each(['WRWR', 'RRWW', 'WWRR', 'RWWR'])(
    'is with us in the end, whatever comes first: %s',
    async (order) => {
      // Prepare
      const job = await aReleasedJob()
      // Act
      for (const one of order) await says(MESSAGES[one as 'W' | 'R'], aDispute(job))
      // Assess
      expect(await standsOf(job)).toEqual(IS_GONE)
    },
  )

  it('is taken once although Stripe makes two events of one withdrawal', async () => {
    // Prepare
    const job = await aReleasedJob()
    const taken = { id: 'txn_1', amount: -PART, created: 1 }
    const returned = { id: 'txn_2', amount: PART, created: 2 }
    const dispute = aDispute(job)
    // Act
    for (const _ of [1, 2]) await says(MESSAGES.W, { ...dispute, balance_transactions: [taken] })
    await says(MESSAGES.R, { ...dispute, balance_transactions: [taken, returned] })
    // Assess
    expect(await standsOf(job)).toEqual(IS_GONE)
  })
})

describe('a dispute whose money was taken again', () => {
  it('is decided anew, and returned anew to the craftsman who bore it', async () => {
    // Prepare
    const job = await aReleasedJob()
    const earned = await balanceOf(walletOf(job.craftsman.id))
    const { id: admin } = await anAdmin()
    const blame = () =>
      decideChargeback(job.paymentId as PaymentId, { fault: 'craftsman', note: 'As the papers show' }, admin)
    const dispute = await stripe.its.chargeBack(job.intent, undefined, PART)
    later(10 * DAY)
    await blame()
    await stripe.its.reinstateFunds(job.intent, dispute)
    await stripe.its.withdrawAgain(job.intent, dispute)
    // Act
    await blame()
    const blamed = await balanceOf(walletOf(job.craftsman.id))
    await stripe.its.reinstateFunds(job.intent, dispute)
    // Assess
    expect([blamed, await balanceOf(walletOf(job.craftsman.id))]).toEqual([earned - PART, earned])
  })

  it('keeps a refund waiting that was due since it was won, and pays only the rest when it is lost', async () => {
    // Prepare
    const job = await aCancelledJob()
    const dispute = await stripe.its.chargeBack(job.intent, undefined, PART)
    await stripe.its.reinstateFunds(job.intent, dispute)
    await stripe.its.withdrawAgain(job.intent, dispute)
    const meanwhile = [await clientGot(job), (await refundOf(job)).status]
    // Act
    await stripe.its.loseDispute(job.intent, dispute)
    // Assess
    expect([meanwhile, await clientGot(job)]).toEqual([[PART, 'Requested'], PRICE])
  })

  it('is lost by the word that comes before the one of the withdrawal, and not by an older one', async () => {
    // Prepare
    const job = await aReleasedJob()
    const isFinal = async () => (await paymentOf(job)).chargebacks?.map((one) => one.isFinal ?? false)
    stripe.its.hold()
    const dispute = await stripe.its.chargeBack(job.intent, undefined, PART)
    await stripe.its.loseDispute(job.intent, dispute)
    await stripe.its.reinstateFunds(job.intent, dispute)
    await stripe.its.withdrawAgain(job.intent, dispute)
    // Act
    await stripe.its.release(([taken, lost, returned, again]) =>
      [taken, returned, again, lost].flatMap((one) => one ?? []),
    )
    const byTheOld = await isFinal()
    stripe.its.hold()
    await stripe.its.reinstateFunds(job.intent, dispute)
    await stripe.its.withdrawAgain(job.intent, dispute)
    await stripe.its.loseDispute(job.intent, dispute)
    await stripe.its.release(([returned, again, lost]) => [returned, lost, again].flatMap((one) => one ?? []))
    // Assess
    expect([byTheOld, await isFinal()]).toEqual([[false], [true]])
    expect(await standsOf(job)).toEqual(STANDS)
  })
})
