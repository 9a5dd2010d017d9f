import { afterEach, describe, expect, it } from 'vitest'
import { Payment } from '#lib/model/payment.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { User } from '#lib/model/user.model.ts'
import { debtOf, prepaidOf, walletOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { topUp } from '#lib/payments/top-up.ts'
import { gatherPayouts } from '#lib/payouts/gather-payouts.ts'
import { returnPayout } from '#lib/payouts/return-payout.ts'
import { settleManually } from '#lib/payouts/settle-manually.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { closeAccount } from '#lib/privacy/close-account.ts'
import { aDueRequest } from '#lib/testing/erasures.ts'
import { aStripeRefund, stripeWebhooks } from '#lib/testing/money/stripe-messages.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aStripe } from '#lib/testing/payment-gateways.ts'
import { aPayout } from '#lib/testing/payouts.ts'
import { aCraftsman, anAdmin } from '#lib/testing/people.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const stripe = aStripe()
const says = stripeWebhooks(stripe)

afterEach(async () => {
  expect(await verifyLedger()).toEqual([])
  expect(await sumOf(/./)).toBe(0)
  await emptyDatabase()
})

async function erase(id: UserId): Promise<void> {
  await aDueRequest({ id }, true)
  expect(await closeAccount(id)).toBe('closed')
}

const heldFor = async (id: UserId) => ({
  wallet: await balanceOf(walletOf(id)),
  prepaid: await balanceOf(prepaidOf(id)),
  debt: await balanceOf(debtOf(id)),
})
const NOTHING = { wallet: 0, prepaid: 0, debt: 0 }

describe('money of somebody whose account is erased', () => {
  it('that the bank sends back is kept apart: no wallet takes it that nobody can open', async () => {
    // Prepare
    const { craftsman, payoutId } = await aPayout({ amount: 50_000 })
    const admin = await anAdmin()
    await gatherPayouts()
    await settleManually(payoutId, { outcome: 'paid' }, admin.id)
    await erase(craftsman.id)
    // Act
    await returnPayout(payoutId, { reason: 'The account is closed' }, admin.id)
    // Assess
    expect(await heldFor(craftsman.id)).toEqual(NOTHING)
    expect([await sumOf('platform:unclaimed'), await sumOf('gateway:Bank')]).toEqual([50_000, 0])
    expect((await Payout.findById(payoutId).lean().orFail()).status).toBe('Failed')
    expect((await User.findById(craftsman.id).lean().orFail()).wallet?.balance).toBe(0)
  })

  async function aTopUp() {
    const { id } = await aCraftsman()
    const { payment } = await topUp({ amount: asPiastres(10_000), gateway: 'Stripe' }, id)
    const { gatewayPaymentId: intent = '' } = await Payment.findById(payment.id).lean().orFail()
    await stripe.its.pay(intent, 'paid')
    return { id, intent, paymentId: payment.id }
  }

  it('that was topped up and is charged back is owed by nobody: the platform bears it, until it is won', async () => {
    // Prepare
    const { id, intent } = await aTopUp()
    await erase(id)
    // Act
    const dispute = await stripe.its.chargeBack(intent)
    const borne = await sumOf('platform:chargebacks')
    await stripe.its.reinstateFunds(intent, dispute)
    // Assess
    expect([borne, await sumOf('platform:chargebacks')]).toEqual([-10_000, 0])
    expect(await heldFor(id)).toEqual(NOTHING)
  })

  it('that they had been charged back before goes to them by the way it came, when it is won', async () => {
    // Prepare
    const { id, intent, paymentId } = await aTopUp()
    const dispute = await stripe.its.chargeBack(intent)
    await erase(id)
    // Act
    await stripe.its.reinstateFunds(intent, dispute)
    await runToEnd(sendRefunds)
    await stripe.its.settled()
    // Assess
    expect(await Refund.find({ payment: paymentId }).lean()).toMatchObject([
      { amount: 10_000, status: 'Confirmed' },
    ])
    expect([await heldFor(id), await sumOf('gateway:Stripe')]).toEqual([NOTHING, 0])
  })

  describe('of which somebody refunds a part at the gateway, and that fails', () => {
    const PART = 4_000
    const total = (intent: string) =>
      says('charge.refunded', {
        object: 'charge',
        id: 'ch_1',
        payment_intent: intent,
        currency: 'egp',
        amount_refunded: PART,
      })
    const refund = (intent: string) => says('refund.created', aStripeRefund({ intent }, 're_1', PART))
    const fails = (intent: string) => says('refund.failed', aStripeRefund({ intent }, 're_1', PART, 'failed'))
    const outcome = async (id: UserId) => ({
      loss: await sumOf('platform:chargebacks'),
      refunds: (await Refund.find().lean()).map(({ amount }) => amount),
      ...(await heldFor(id)),
    })

    it.each([
      ['the total first', [total, refund]],
      ['the refund first', [refund, total]],
    ])('costs the platform nothing, and is not refunded: %s', async (_, messages) => {
      // Prepare
      const { id, intent } = await aTopUp()
      await erase(id)
      // Act
      for (const message of messages) await message(intent)
      const borne = await sumOf('platform:chargebacks')
      await fails(intent)
      // Assess
      expect([borne, await outcome(id)]).toEqual([-PART, { loss: 0, refunds: [], ...NOTHING }])
    })

    it.each([
      ['in one', PART],
      ['in two', PART + 1_000],
    ])(
      'goes to them as far as they bore it themselves: the rest was taken after the erasure, %s',
      async (_, inAll) => {
        // Prepare
        const { id, intent } = await aTopUp()
        await total(intent)
        await erase(id)
        // Act
        const whole = [{ intent }, 're_1', inAll] as const
        await says('refund.created', aStripeRefund(...whole))
        await says('refund.failed', aStripeRefund(...whole, 'failed'))
        // Assess
        expect(await outcome(id)).toEqual({ loss: 0, refunds: [PART], ...NOTHING })
      },
    )
  })
})
