import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { handler as runPayouts } from '#functions/schedules/run-payouts.ts'
import { handler as followPayouts } from '#functions/schedules/follow-payouts.ts'
import { startStripeStandIn } from '#infra/local/stand-ins/stripe.ts'
import { stripeGateway } from '#lib/gateways/payments/stripe/stripe.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import { verifyLedger } from '#lib/wallet/verify-ledger.ts'
import { Payout } from '#lib/payouts/payout.model.ts'
import { after, clock, DAY } from '#lib/platform/clock.ts'
import { newId, type PayoutId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman, type Somebody } from '#lib/testing/people.ts'
import { aStandIn } from '#lib/testing/stand-ins.ts'
import { hasEarned } from '#lib/testing/wallets.ts'
import { PayoutAccount } from '#lib/wallet/payout-account.model.ts'
import { takeStripeAccount } from '#lib/wallet/take-stripe-account.ts'

aDatabase()
const stripe = aStandIn(() => startStripeStandIn())

/** Money that lies at Stripe: transfers want it. */
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
    expiresAt: after(clock(), DAY),
    returnUrl: 'http://localhost:3000',
  })
  await stripe.its.pay(gatewayPaymentId ?? '', 'paid')
})

afterEach(async () => {
  expect(await verifyLedger()).toEqual([])
  await emptyDatabase()
})

const adding = (as: Somebody) => call(walletRoutes.addPayoutAccount, { as, body: { kind: 'stripe' } })
const nameAtStripe = async (id: string) => (await PayoutAccount.findById(id).lean())?.providerId ?? ''

describe('an account at Stripe', () => {
  it('leads to where its owner tells about himself; asked again, it is the same one with a fresh link', async () => {
    const craftsman = await aCraftsman()
    const [first, second] = [await adding(craftsman), await adding(craftsman)]
    expect([first.status, first.body.kind, first.body.status]).toEqual([201, 'stripe', 'Onboarding'])
    expect(first.body.onboardingUrl).toMatch(/^https:\/\//)
    expect(second.body.id).toBe(first.body.id)
    expect(second.body.onboardingUrl).not.toBe(first.body.onboardingUrl)
    expect(JSON.stringify(await PayoutAccount.find().lean())).not.toContain('https://')
    const list = await call(walletRoutes.listPayoutAccounts, { as: craftsman })
    expect(list.body.data).toHaveLength(1)
  })

  it('is one, for five at once', async () => {
    const craftsman = await aCraftsman()
    const answers = await Promise.all(Array.from({ length: 5 }, () => adding(craftsman)))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
  })

  it('is Ready once Stripe says so, in its message or when it is asked', async () => {
    const [one, other] = [await aCraftsman(), await aCraftsman()]
    const [told, asked] = [(await adding(one)).body, (await adding(other)).body]
    const accountId = await nameAtStripe(told.id)
    await inTransaction((session) => takeStripeAccount(session, { accountId, ready: true }))
    expect(await PayoutAccount.findById(told.id).lean()).toMatchObject({ status: 'Ready' })
    await stripe.its.approve(await nameAtStripe(asked.id))
    expect((await adding(other)).body).toMatchObject({ status: 'Ready', id: asked.id })
  })

  it('is refused as ours where Stripe does not answer', async () => {
    stripe.its.failNext(500, 2)
    const { status, body } = await adding(await aCraftsman())
    expect([status, body.code]).toEqual([500, 'PAYOUT_PROVIDER_UNAVAILABLE'])
  })
})

describe('a payout to it', () => {
  const aStripePayout = async () => {
    const craftsman = await aCraftsman()
    await hasEarned(craftsman.id, 40_000)
    const { body: account } = await adding(craftsman)
    await stripe.its.approve(await nameAtStripe(account.id))
    await adding(craftsman)
    const body = { amount: 40_000, payoutAccountId: account.id }
    const { body: line } = await call(walletRoutes.withdraw, { as: craftsman, body })
    return { craftsman, payoutId: line.payoutId as PayoutId }
  }
  const transfersOf = (payoutId: string) =>
    [...stripe.its.books.transfers.values()].filter(({ metadata }) => metadata.payoutId === payoutId)
  const balanceOf = async (as: Somebody) => (await call(walletRoutes.getBalance, { as })).body.balance
  const statusOf = async (payoutId: PayoutId) => (await Payout.findById(payoutId).lean())?.status

  it('is one transfer of the whole sum', async () => {
    const { craftsman, payoutId } = await aStripePayout()
    await Promise.all([runPayouts({}), runPayouts({})])
    expect(transfersOf(payoutId)).toMatchObject([{ amount: 40_000, currency: 'egp' }])
    expect([await statusOf(payoutId), await balanceOf(craftsman)]).toEqual(['Paid', 0])
  })

  it('is one transfer as well where the answer was lost, each time until somebody asks', async () => {
    const { craftsman, payoutId } = await aStripePayout()
    stripe.its.loseNextAnswer(2) // the SDK itself tries a second time
    await runPayouts({})
    expect([await statusOf(payoutId), await balanceOf(craftsman)]).toEqual(['Unknown', 40_000])
    await followPayouts({})
    expect(transfersOf(payoutId)).toHaveLength(1)
    expect([await statusOf(payoutId), await balanceOf(craftsman)]).toEqual(['Paid', 0])
  })
})
