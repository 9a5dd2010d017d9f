import { afterEach, describe, expect, it } from 'vitest'
import { adminMoneyRoutes } from '#functions/admin/money.routes.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import type { RefundStatus } from '#lib/model/refund-status.ts'
import { refundOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { nameRefundAccount } from '#lib/payments/name-refund-account.ts'
import { gatherPayouts } from '#lib/payouts/gather-payouts.ts'
import { requestRefundPayouts } from '#lib/payouts/request-refund-payouts.ts'
import { HOUR, realTime, setClockOffset } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { call } from '#lib/testing/call.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { IBAN } from '#lib/testing/payouts.ts'
import { anAdmin, type Somebody } from '#lib/testing/people.ts'
import { aRefund } from '#lib/testing/refunds.ts'

aDatabase()

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
  await emptyDatabase()
})

describe('settling a refund by hand', () => {
  const settle = (as: Somebody, refundId: string, body: object) =>
    call(adminMoneyRoutes.settleRefund, { as, params: { refundId }, body })
  const list = (as: Somebody, query: Record<string, string> = {}) =>
    call(adminMoneyRoutes.listAllRefunds, { as, query })
  const anHourAgo = () => new Date(realTime().getTime() - HOUR)

  const aTriedRefund = async (status: RefundStatus, changes: Partial<RefundRecord> = {}) => ({
    ...(await aRefund({ status, tries: 9, triedAt: anHourAgo(), ...changes })),
    admin: await anAdmin(),
  })

  it.each(['Unknown', 'Sent', 'Requested'] as const)(
    'as paid confirms one that is %s: the money left through its gateway, once',
    async (status) => {
      const { client, refundId, paymentId, admin } = await aTriedRefund(status)
      const paid = await settle(admin, refundId, { outcome: 'paid', reference: 'FAWRY-44' })
      expect(paid.status).toBe(201)
      expect(paid.body).toMatchObject({
        status: 'Confirmed',
        reference: 'FAWRY-44',
        payer: { id: client.id },
      })
      expect((await Payment.findById(paymentId).lean())?.status).toBe('Refunded')
      expect(await balanceOf(refundOf(refundId))).toBe(0)
      expect(await sumOf('gateway:Stripe')).toBe(0)
      expect((await settle(admin, refundId, { outcome: 'paid' })).body.code).toBe('REFUND_NOT_STUCK')
      expect(await Outbox.countDocuments({ type: 'payment.refunded' })).toBe(1)
    },
  )

  it('as failed asks the payer for an account, and it is then paid there', async () => {
    const { client, refundId, admin } = await aTriedRefund('Unknown')
    expect((await settle(admin, refundId, { outcome: 'failed' })).body.code).toBe('REASON_REQUIRED')
    const { body } = await settle(admin, refundId, { outcome: 'failed', reason: 'Fawry never had it' })
    expect(body).toMatchObject({ status: 'Refused', failure: 'Fawry never had it' })
    expect((await settle(admin, refundId, { outcome: 'failed', reason: 'again' })).body.code).toBe(
      'REFUND_NOT_STUCK',
    )
    expect(await Outbox.countDocuments({ type: 'payment.refund.refused' })).toBe(1)
    await nameRefundAccount(refundId, { kind: 'bank', holder: 'Mona Adel', iban: IBAN }, client.id)
    await requestRefundPayouts()
    expect((await settle(admin, refundId, { outcome: 'paid' })).body.code).toBe('REFUND_NOT_STUCK')
    expect(await Payout.countDocuments({ purpose: 'Refund' })).toBe(1)
  })

  it('pays one that its gateway refused by way of the bank, and no payout of it is made any more', async () => {
    const { client, refundId, admin } = await aTriedRefund('Refused')
    await nameRefundAccount(refundId, { kind: 'bank', holder: 'Mona Adel', iban: IBAN }, client.id)
    await Promise.all([settle(admin, refundId, { outcome: 'paid' }), requestRefundPayouts()])
    await requestRefundPayouts()
    await gatherPayouts()
    const { status } = await Refund.findById(refundId).lean().orFail()
    const payouts = await Payout.countDocuments()
    expect([status, payouts]).toEqual(status === 'Confirmed' ? ['Confirmed', 0] : ['ByHand', 1])
    expect(await sumOf('gateway:Bank')).toBe(status === 'Confirmed' ? 80_000 : 0)
  })

  it('is refused while its gateway may still answer, before it was tried, and for what is confirmed', async () => {
    for (const [status, changes] of [
      ['Unknown', { triedAt: realTime() }],
      ['Requested', { tries: 0 }],
    ] as const) {
      const { refundId, admin } = await aTriedRefund(status, changes)
      expect((await settle(admin, refundId, { outcome: 'paid' })).body.code).toBe('REFUND_NOT_STUCK')
    }
    expect((await settle(await anAdmin(), newId<'Refund'>(), { outcome: 'paid' })).status).toBe(404)
  })

  it('has one outcome if ten come at once, some with paid and some with failed', async () => {
    const { refundId, admin } = await aTriedRefund('Unknown')
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        settle(admin, refundId, i % 2 ? { outcome: 'paid' } : { outcome: 'failed', reason: 'no trace' }),
      ),
    )
    const won = answers.filter(({ status }) => status === 201)
    const { status } = await Refund.findById(refundId).lean().orFail()
    // one that failed may still be paid by way of the bank
    expect(won.length).toBe(status === 'Confirmed' && (await sumOf('gateway:Bank')) > 0 ? 2 : 1)
    expect(await balanceOf(refundOf(refundId))).toBe(status === 'Confirmed' ? 0 : 80_000)
  })

  it('begins with the list of all refunds, newest first, by status and gateway', async () => {
    const [first, second] = [
      await aTriedRefund('Unknown'),
      await aTriedRefund('Refused', { gateway: 'Fawry' }),
    ]
    const ids = async (query: Record<string, string>) =>
      (await list(first.admin, query)).body.data.map(({ id }) => id)
    expect(await ids({})).toEqual([second.refundId, first.refundId])
    expect(await ids({ status: 'Unknown' })).toEqual([first.refundId])
    expect(await ids({ gateway: 'Fawry' })).toEqual([second.refundId])
    expect(await ids({ gateway: 'Fawry', status: 'Unknown' })).toEqual([])
    expect((await list(first.admin, { status: 'Lost' })).status).toBe(400)
    expect((await list(first.admin, { limit: '1' })).body.pagination).toMatchObject({ totalItems: 2 })
  })
})
