import { afterEach, describe, expect, it } from 'vitest'
import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import type { PaymentId } from '#lib/platform/ids.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aFawry } from '#lib/testing/payment-gateways.ts'
import { captureAtGateway } from '#lib/testing/payments.ts'
import { aClient, aCraftsman, type Somebody } from '#lib/testing/people.ts'
import { owesFee } from '#lib/testing/wallets.ts'

aDatabase()
aFawry()
afterEach(async () => {
  expect(await verifyLedger()).toEqual([])
})

const topUp = (as: Somebody, body: object, key?: string) =>
  call(walletRoutes.topUp, { as, body, ...(key && { headers: { 'idempotency-key': key } }) })
const balanceOf = async (as: Somebody) => (await call(walletRoutes.getBalance, { as })).body

describe('topping up', () => {
  it('returns how to pay, and changes no balance until the money has arrived', async () => {
    const craftsman = await aCraftsman()
    const { status, body } = await topUp(craftsman, { amount: 5_000, gateway: 'Fawry' })
    expect([status, body.payment.status, body.payment.amount]).toEqual([201, 'Pending', 5_000])
    expect(body.fawryReference).toMatch(/^\d+$/)
    expect(await balanceOf(craftsman)).toMatchObject({ balance: 0 })
  })

  it('first pays the fees that are due; the rest is reserved for later fees', async () => {
    const craftsman = await aCraftsman()
    await owesFee(craftsman.id, 3_000)
    const { body } = await topUp(craftsman, { amount: 5_000, gateway: 'Fawry' })
    await captureAtGateway(body.payment.id as PaymentId)
    expect(await balanceOf(craftsman)).toEqual({
      balance: 2_000,
      withdrawableBalance: 0,
      pending: 0,
      feesDue: 0,
      currency: 'EGP',
    })
  })

  it('twice with one Idempotency-Key is one payment; without, or with another, it is two', async () => {
    const craftsman = await aCraftsman()
    const request = (key?: string) => topUp(craftsman, { amount: 5_000, gateway: 'Fawry' }, key)
    const [one, two] = await Promise.all([request('a'), request('a')])
    expect(two.text).toBe(one.text)
    await request('b')
    await request()
    expect(await Payment.countDocuments({ payer: craftsman.id })).toBe(3)
  })

  it.each([
    [{ amount: 0, gateway: 'Fawry' }, 'VALIDATION_FAILED'],
    [{ amount: 5_000, gateway: 'Cash' }, 'VALIDATION_FAILED'],
    [{ amount: 5_000, gateway: 'Stripe', method: 'wallet' }, 'METHOD_NOT_OFFERED'],
  ])('refuses %o', async (body, code) => {
    const craftsman = await aCraftsman()
    expect((await topUp(craftsman, body)).body.code).toBe(code)
    expect(await Payment.countDocuments({ payer: craftsman.id })).toBe(0)
  })

  it('is only for craftsmen', async () => {
    expect((await topUp(await aClient(), { amount: 5_000, gateway: 'Fawry' })).status).toBe(403)
  })
})
