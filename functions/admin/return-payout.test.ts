import { afterEach, describe, expect, it } from 'vitest'
import { adminPayoutRoutes } from '#functions/admin/payouts.routes.ts'
import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { refundOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { nameRefundAccount } from '#lib/payments/name-refund-account.ts'
import { gatherPayouts } from '#lib/payouts/gather-payouts.ts'
import { requestRefundPayouts } from '#lib/payouts/request-refund-payouts.ts'
import { DAY, setClockOffset } from '#lib/platform/clock.ts'
import { idOf, newId, type PayoutId, type RefundId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { call } from '#lib/testing/call.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aPayout, IBAN } from '#lib/testing/payouts.ts'
import { anAdmin, type Somebody } from '#lib/testing/people.ts'
import { aRefund } from '#lib/testing/refunds.ts'
import { owesFee } from '#lib/testing/wallets.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'

aDatabase()
afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
  await emptyDatabase()
})

const CLOSED = { reason: 'The account is closed' }
const giveBack = (as: Somebody, payoutId: string, body: object = CLOSED, headers = {}) =>
  call(adminPayoutRoutes.returnPayout, { as, params: { payoutId }, body, headers })
const settle = (as: Somebody, payoutId: string, body: object) =>
  call(adminPayoutRoutes.settlePayout, { as, params: { payoutId }, body })

const atTheBank = () => sumOf('gateway:Bank')

async function aPaidPayout(amount = 100_000) {
  const payout = await aPayout({ amount })
  const admin = await anAdmin()
  await gatherPayouts()
  expect((await settle(admin, payout.payoutId, { outcome: 'paid' })).status).toBe(201)
  return { ...payout, admin }
}

describe('a withdrawal that the bank sends back days after it was paid', () => {
  it('is in the wallet again, once, and its payee and the log know of it', async () => {
    const { craftsman, payoutId, admin } = await aPaidPayout()
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: 0 })
    expect(await atTheBank()).toBe(100_000)
    setClockOffset(4 * DAY)
    const { status, body } = await giveBack(admin, payoutId)
    expect([status, body.status, body.reason]).toEqual([201, 'Failed', 'The account is closed'])
    expect(body.returnedAt).toEqual(expect.any(String))
    expect(await getBalance(craftsman.id)).toMatchObject({
      balance: 100_000,
      withdrawableBalance: 100_000,
      pending: 0,
    })
    expect(await atTheBank()).toBe(0)
    expect(await Transaction.find({ type: 'Withdrawal' }).lean()).toMatchObject([{ status: 'Failed' }])
    expect((await giveBack(admin, payoutId)).body.code).toBe('PAYOUT_NOT_PAID')
    const events = await Outbox.find({ type: 'payout.returned' }).lean()
    expect(events).toMatchObject([
      { data: { payoutId, craftsmanId: craftsman.id, amount: 100_000, purpose: 'Withdrawal' } },
    ])
    expect(await ActivityLog.countDocuments({ action: 'payout.return', actor: objectId(admin.id) })).toBe(1)
  })

  it('can be withdrawn and paid again, and come back again', async () => {
    const { craftsman, accountId, payoutId, admin } = await aPaidPayout()
    await giveBack(admin, payoutId)
    const again = await call(walletRoutes.withdraw, {
      as: craftsman,
      body: { amount: 100_000, payoutAccountId: accountId },
    })
    expect(again.status).toBe(201)
    await gatherPayouts()
    const second = await Payout.findOne({ status: 'Batched' }).lean().orFail()
    await settle(admin, idOf(second._id), { outcome: 'paid' })
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: 0 })
    await giveBack(admin, idOf(second._id))
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: 100_000 })
  })

  it('pays the fees that its craftsman owes meanwhile', async () => {
    const { craftsman, payoutId, admin } = await aPaidPayout()
    await owesFee(craftsman.id, 30_000)
    await giveBack(admin, payoutId)
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: 70_000, feesDue: 0 })
  })

  it('comes back once if ten say so at once, and the same request is answered the same', async () => {
    const { craftsman, payoutId, admin } = await aPaidPayout()
    const answers = await Promise.all(Array.from({ length: 10 }, () => giveBack(admin, payoutId)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: 100_000 })
    const other = await aPaidPayout(50_000)
    const key = { 'idempotency-key': `returned-${newId()}` }
    const [first, second] = [
      await giveBack(other.admin, other.payoutId, CLOSED, key),
      await giveBack(other.admin, other.payoutId, CLOSED, key),
    ]
    expect(second.body).toEqual(first.body)
    expect(await getBalance(other.craftsman.id)).toMatchObject({ balance: 50_000 })
  })

  it('has to have been paid, and needs a reason', async () => {
    const { payoutId } = await aPayout()
    const admin = await anAdmin()
    expect((await giveBack(admin, payoutId)).body.code).toBe('PAYOUT_NOT_PAID')
    await gatherPayouts()
    expect((await giveBack(admin, payoutId)).body.code).toBe('PAYOUT_NOT_PAID')
    await settle(admin, payoutId, { outcome: 'failed', reason: 'closed' })
    expect((await giveBack(admin, payoutId)).body.code).toBe('PAYOUT_NOT_PAID')
    expect((await giveBack(admin, newId<'Payout'>())).status).toBe(404)
    for (const body of [{}, { reason: '' }, { reason: '  ' }, { reason: 'x', outcome: 'paid' }]) {
      expect((await giveBack(admin, payoutId, body)).body.code).toBe('VALIDATION_FAILED')
    }
  })
})

describe('a refund that staff paid and the bank sends back', () => {
  async function payoutOf(refundId: RefundId): Promise<PayoutId> {
    await requestRefundPayouts()
    await gatherPayouts()
    return idOf(
      (
        await Payout.findOne({ refund: objectId(refundId), status: 'Batched' })
          .lean()
          .orFail()
      )._id,
    )
  }

  it('is due again: its payer names another account and is paid there, however often it comes back', async () => {
    const { client, paymentId, refundId } = await aRefund({ status: 'Refused' })
    const admin = await anAdmin()
    for (let round = 0; round < 3; round += 1) {
      await nameRefundAccount(refundId, { kind: 'bank', holder: 'Mona Adel', iban: IBAN }, client.id)
      const payoutId = await payoutOf(refundId)
      await settle(admin, payoutId, { outcome: 'paid' })
      expect((await Payment.findById(paymentId).lean())?.status).toBe('Refunded')
      expect((await giveBack(admin, payoutId)).status).toBe(201)
      expect((await Refund.findById(refundId).lean())?.status).toBe('Refused')
      expect(await balanceOf(refundOf(refundId))).toBe(80_000)
      expect((await Payment.findById(paymentId).lean())?.refundConfirmed).toBe(0)
      expect((await giveBack(admin, payoutId)).body.code).toBe('PAYOUT_NOT_PAID')
    }
    await nameRefundAccount(refundId, { kind: 'mobileWallet', phone: '+201001234567' }, client.id)
    await settle(admin, await payoutOf(refundId), { outcome: 'paid' })
    expect((await Refund.findById(refundId).lean())?.status).toBe('Confirmed')
    expect(await atTheBank()).toBe(80_000)
    expect(await Outbox.countDocuments({ type: 'payment.refund.refused' })).toBe(3)
  })
})
