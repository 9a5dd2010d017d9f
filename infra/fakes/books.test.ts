import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startFawryFake } from '#infra/fakes/fawry/fawry.ts'
import { startStripeFake } from '#infra/fakes/stripe/stripe.ts'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { gatewayOf } from '#lib/gateways/payments/gateway-of.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { payGoodwill } from '#lib/payments/pay-goodwill.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { clockOffset, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { gatewaysIn } from '#lib/testing/payment-gateways.ts'
import { anAdmin } from '#lib/testing/people.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const PRICE = 200_000
let folder: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'craftworks-books-'))
})
afterEach(async () => {
  setClockOffset(0)
  rmSync(folder, { recursive: true, force: true })
  expect(await verifyLedger()).toEqual([])
})

async function aPaidJobAt(gateway: 'Stripe' | 'Fawry', method?: 'card') {
  const hired = await aHiredJob({ paymentType: 'Escrow', price: PRICE })
  const request = { jobId: hired.jobId, gateway, ...(method && { method }) }
  const { payment, redirectUrl } = await initiatePayment(request, hired.client)
  return { ...hired, paymentId: payment.id, redirectUrl }
}

async function pay(gateways: Awaited<ReturnType<typeof gatewaysIn>>, paymentId: string): Promise<void> {
  const { gateway, reference, gatewayPaymentId = '' } = await Payment.findById(paymentId).lean().orFail()
  if (gateway === 'Stripe') await gateways.stripe.pay(gatewayPaymentId, 'paid')
  else await gateways.fawry.pay(reference, 'paid')
}

describe('the fakes of the payment gateways, started again', () => {
  it.each(['Stripe', 'Fawry'] as const)('refund what was paid at %s before', async (gateway) => {
    // Prepare
    const before = await gatewaysIn(folder)
    const { jobId, client, paymentId } = await aPaidJobAt(gateway)
    await pay(before, paymentId)
    await before.stop()
    // Act
    const after = await gatewaysIn(folder)
    await updateJobStatus(jobId, { status: 'Cancelled' }, client)
    await runToEnd(sendRefunds)
    await Promise.all([after.stripe.settled(), after.fawry.settled()])
    await after.stop()
    // Assess
    expect((await Refund.findOne({ payment: paymentId }).lean())?.status).toBe('Confirmed')
    expect((await Payment.findById(paymentId).lean())?.status).toBe('Refunded')
    const refunded =
      gateway === 'Stripe'
        ? [...after.stripe.records.refunds.values()].map(({ amount }) => amount)
        : after.fawry.orders().map((order) => order.refunded)
    expect(refunded).toEqual([PRICE])
  })

  it('know how much of a payment they refunded before, and refuse the rest that is not there', async () => {
    // Prepare
    const before = await gatewaysIn(folder)
    const { jobId, client, craftsman, contractId, paymentId } = await aPaidJobAt('Fawry')
    await pay(before, paymentId)
    await updateJobStatus(jobId, { status: 'On The Way' }, craftsman)
    await updateJobStatus(jobId, { status: 'Completed' }, craftsman)
    await confirmContract({ jobId, client })
    const { id: admin } = await anAdmin()
    await payGoodwill(contractId, { clientAmount: asPiastres(50_000), note: 'It was late' }, admin)
    await runToEnd(sendRefunds)
    await before.fawry.settled()
    await before.stop()
    // Act
    const after = await gatewaysIn(folder)
    await payGoodwill(contractId, { clientAmount: asPiastres(150_000), note: 'It broke' }, admin)
    setClockOffset(clockOffset() + HOUR)
    await runToEnd(sendRefunds)
    await after.fawry.settled()
    await after.stop()
    // Assess
    expect(after.fawry.orders()).toMatchObject([{ refunded: PRICE, status: 'REFUNDED' }])
    expect((await Payment.findById(paymentId).lean())?.status).toBe('Refunded')
  })

  it('go on with a payment that was begun before, also on its hosted page, and answer the same key the same', async () => {
    // Prepare
    const before = await gatewaysIn(folder)
    const { paymentId, redirectUrl = '' } = await aPaidJobAt('Fawry', 'card')
    const atStripe = await aPaidJobAt('Stripe')
    const charge = {
      paymentId: newId<'Payment'>(),
      reference: 'A'.repeat(20),
      amount: asPiastres(500),
      method: 'card' as const,
      description: 'A test',
      group: 'job_test',
      payer: { id: newId(), name: 'Mona', email: 'mona@example.com', phone: null, locale: 'ar' as const },
      expiresAt: new Date(Date.now() + HOUR),
      returnUrl: 'http://localhost:3000/payments/1',
    }
    const opened = await (await gatewayOf('Stripe')).open(charge)
    await before.stop()
    // Act
    const after = await gatewaysIn(folder)
    const paid = await fetch(`${redirectUrl}/paid`, { method: 'POST', redirect: 'manual' })
    await pay(after, atStripe.paymentId)
    const again = await (await gatewayOf('Stripe')).open(charge)
    await after.stop()
    // Assess
    expect(paid.status).toBe(303)
    expect((await Payment.findById(paymentId).lean())?.status).toBe('Held')
    expect((await Payment.findById(atStripe.paymentId).lean())?.status).toBe('Held')
    expect(again.gatewayPaymentId).toBe(opened.gatewayPaymentId)
  })

  it('keep nothing without a folder, and nothing after their folder was deleted', async () => {
    const first = await startStripeFake({ folder })
    await fetch(`${first.url}/pay/pi_1/paid`, { method: 'POST', body: orderOf('A') })
    await first.stop()
    expect(readdirSync(folder)).toEqual(['stripe.json'])
    rmSync(folder, { recursive: true })
    const second = await startStripeFake({ folder })
    expect(second.records.intents.size).toBe(0)
    await second.stop()
    const inMemory = [await startStripeFake(), await startFawryFake()]
    await fetch(`${inMemory[0]?.url}/pay/pi_1/paid`, { method: 'POST', body: orderOf('A') })
    expect(readdirSync(folder)).toEqual(['stripe.json'])
    await Promise.all(inMemory.map(({ stop }) => stop()))
  })

  it('say what to do if somebody broke their books', async () => {
    writeFileSync(path.join(folder, 'fawry.json'), '{"content":')
    await expect(startFawryFake({ folder })).rejects.toThrow(/fawry\.json cannot be read.*npm run reset/)
  })

  it('take another port if theirs is taken meanwhile', async () => {
    const first = await startStripeFake({ folder })
    const copy = await startStripeFake({ folder })
    expect(copy.url).not.toBe(first.url)
    await Promise.all([first.stop(), copy.stop()])
  })
})

/** What the fake did not know of a payment. */
const orderOf = (reference: string): string => JSON.stringify({ amount: 500, reference })

describe('the fakes of the payment gateways, killed at any moment', () => {
  it('have in their books whatever they had answered', { timeout: 60_000 }, async () => {
    const answered = { stripe: new Set<string>(), fawry: new Set<string>() }
    for (let round = 0; round < 5; round += 1) {
      const script = fileURLToPath(new URL('testing/gateways-in-a-process.ts', import.meta.url))
      const child = fork(script, [folder], { stdio: 'ignore' })
      const [urls] = (await once(child, 'message')) as [{ stripe: string; fawry: string }]
      let isAlive = true
      const callUntilKilled = async (gateway: 'stripe' | 'fawry') => {
        for (let n = 0; isAlive; n += 1) {
          const name = `${gateway === 'stripe' ? 'pi_' : 'R'}${round}x${n}`
          const call = fetch(`${urls[gateway]}/pay/${name}/paid`, { method: 'POST', body: orderOf(name) })
          if ((await call.catch(() => null))?.ok) answered[gateway].add(name)
        }
      }
      const calls = Promise.all([
        callUntilKilled('stripe'),
        callUntilKilled('stripe'),
        callUntilKilled('fawry'),
        callUntilKilled('fawry'),
      ])
      await wait(40 + 60 * round)
      child.kill('SIGKILL')
      await once(child, 'close')
      isAlive = false
      await calls
      const [stripe, fawry] = [await startStripeFake({ folder }), await startFawryFake({ folder })]
      const kept = {
        stripe: new Set(stripe.records.intents.keys()),
        fawry: new Set(fawry.orders().map(({ reference }) => reference)),
      }
      await Promise.all([stripe.stop(), fawry.stop()])
      for (const gateway of ['stripe', 'fawry'] as const) {
        expect([...answered[gateway]].filter((name) => !kept[gateway].has(name))).toEqual([])
      }
    }
    expect(answered.stripe.size).toBeGreaterThan(5)
    expect(answered.fawry.size).toBeGreaterThan(5)
  })
})
