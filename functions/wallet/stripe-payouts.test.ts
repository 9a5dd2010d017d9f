import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { handler as followPayouts } from '#functions/schedules/follow-payouts.ts'
import { handler as runPayouts } from '#functions/schedules/run-payouts.ts'
import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { startStripeFake } from '#infra/fakes/stripe/stripe.ts'
import { stripeGateway } from '#lib/gateways/payments/stripe/stripe.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import { newId, type PayoutId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman, type Somebody } from '#lib/testing/people.ts'
import { hasEarned } from '#lib/testing/wallets.ts'
import { runToEnd } from '#lib/testing/work.ts'
import { updateStripeAccount } from '#lib/wallet/update-stripe-account.ts'

aDatabase()
const stripe = aFake(() => startStripeFake())

/** Puts money on the platform's balance at Stripe, which transfers need. */
beforeEach(async () => {
  const payer = { id: newId(), name: 'Mona', email: 'mona@example.com', phone: null, locale: 'ar' as const }
  const { gatewayPaymentId } = await stripeGateway.open({
    paymentId: newId(),
    reference: newId().slice(4).toUpperCase(),
    amount: asPiastres(1_000_000),
    method: 'card',
    description: 'A job',
    group: 'job_1',
    payer,
    expiresAt: addMs(clock(), DAY),
    returnUrl: 'http://localhost:3000',
  })
  await stripe.its.pay(gatewayPaymentId ?? '', 'paid')
})

afterEach(async () => {
  expect(await verifyLedger()).toEqual([])
  await emptyDatabase()
})

const addAccount = (as: Somebody) => call(walletRoutes.addPayoutAccount, { as, body: { kind: 'stripe' } })
const idAtStripe = async (id: string) => (await PayoutAccount.findById(id).lean())?.providerId ?? ''

describe('an account at Stripe', () => {
  it('has a link to Stripe’s onboarding; adding it again returns the same account with a new link', async () => {
    const craftsman = await aCraftsman()
    const [first, second] = [await addAccount(craftsman), await addAccount(craftsman)]
    expect([first.status, first.body.kind, first.body.status]).toEqual([201, 'stripe', 'Onboarding'])
    expect(first.body.onboardingUrl).toMatch(/^https:\/\//)
    expect(second.body.id).toBe(first.body.id)
    expect(second.body.onboardingUrl).not.toBe(first.body.onboardingUrl)
    expect(JSON.stringify(await PayoutAccount.find().lean())).not.toContain('https://')
    const list = await call(walletRoutes.listPayoutAccounts, { as: craftsman })
    expect(list.body.data).toHaveLength(1)
  })

  it('is in the activity log when it is added, removed and added again', async () => {
    const craftsman = await aCraftsman()
    const { body } = await addAccount(craftsman)
    await addAccount(craftsman)
    await call(walletRoutes.removePayoutAccount, { as: craftsman, params: { payoutAccountId: body.id } })
    expect((await addAccount(craftsman)).body.id).toBe(body.id)
    const entries = await ActivityLog.find({ 'target.id': body.id }).sort({ _id: 1 }).lean()
    const actions = ['payoutAccount.add', 'payoutAccount.remove', 'payoutAccount.add']
    expect(entries.map(({ action }) => action)).toEqual(actions)
  })

  it('is created once if five requests come at once', async () => {
    const craftsman = await aCraftsman()
    const answers = await Promise.all(Array.from({ length: 5 }, () => addAccount(craftsman)))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
  })

  it('is Ready once Stripe says so, in a webhook message or when it is asked', async () => {
    const [one, other] = [await aCraftsman(), await aCraftsman()]
    const [byMessage, byRequest] = [(await addAccount(one)).body, (await addAccount(other)).body]
    const accountId = await idAtStripe(byMessage.id)
    for (const ready of [true, true])
      await inTransaction((tx) => updateStripeAccount(tx, { accountId, ready }))
    const logged = await ActivityLog.find({
      'target.id': byMessage.id,
      action: 'payoutAccount.update',
    }).lean()
    expect(logged.map(({ actor, details }) => [actor, details])).toEqual([[null, { status: 'Ready' }]])
    expect(await PayoutAccount.findById(byMessage.id).lean()).toMatchObject({ status: 'Ready' })
    await stripe.its.approve(await idAtStripe(byRequest.id))
    expect((await addAccount(other)).body).toMatchObject({ status: 'Ready', id: byRequest.id })
  })

  it('is a 500 of its own code if Stripe does not answer', async () => {
    stripe.its.failNext(500, 2)
    const { status, body } = await addAccount(await aCraftsman())
    expect([status, body.code]).toEqual([500, 'PAYOUT_PROVIDER_UNAVAILABLE'])
  })
})

describe('a payout to an account at Stripe', () => {
  const aStripePayout = async () => {
    const craftsman = await aCraftsman()
    await hasEarned(craftsman.id, 40_000)
    const { body: account } = await addAccount(craftsman)
    await stripe.its.approve(await idAtStripe(account.id))
    await addAccount(craftsman)
    const body = { amount: 40_000, payoutAccountId: account.id }
    const { body: transaction } = await call(walletRoutes.withdraw, { as: craftsman, body })
    return { craftsman, payoutId: transaction.payoutId as PayoutId }
  }
  const transfersOf = (payoutId: string) =>
    [...stripe.its.records.transfers.values()].filter(({ metadata }) => metadata.payoutId === payoutId)
  const balanceOf = async (as: Somebody) => (await call(walletRoutes.getBalance, { as })).body.balance
  const statusOf = async (payoutId: PayoutId) => (await Payout.findById(payoutId).lean())?.status

  it('is one transfer of the whole amount', async () => {
    const { craftsman, payoutId } = await aStripePayout()
    await Promise.all([runToEnd(() => runPayouts({})), runToEnd(() => runPayouts({}))])
    expect(transfersOf(payoutId)).toMatchObject([{ amount: 40_000, currency: 'egp' }])
    expect([await statusOf(payoutId), await balanceOf(craftsman)]).toEqual(['Paid', 0])
  })

  it('is one transfer too if the response was lost, and is Unknown until it is looked up', async () => {
    const { craftsman, payoutId } = await aStripePayout()
    stripe.its.loseNextAnswer(2) // the SDK itself tries a second time
    await runToEnd(() => runPayouts({}))
    expect([await statusOf(payoutId), await balanceOf(craftsman)]).toEqual(['Unknown', 40_000])
    await runToEnd(() => followPayouts({}))
    expect(transfersOf(payoutId)).toHaveLength(1)
    expect([await statusOf(payoutId), await balanceOf(craftsman)]).toEqual(['Paid', 0])
  })
})
