import type { Types } from 'mongoose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { adminPayoutRoutes } from '#functions/admin/payouts.routes.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { nameRefundAccount } from '#lib/payments/name-refund-account.ts'
import { DAY, setClockOffset } from '#lib/platform/clock.ts'
import { idOf, newId, type RefundId } from '#lib/platform/ids.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { providerAt, TestProvider } from '#lib/testing/payout-provider.ts'
import { aPayout, IBAN, runPayoutsThrough } from '#lib/testing/payouts.ts'
import { anAdmin, type Somebody } from '#lib/testing/people.ts'
import { aManualRefund } from '#lib/testing/refunds.ts'
import { removePayoutAccount } from '#lib/wallet/remove-payout-account.ts'

const provider = new TestProvider()
let url: string

aDatabase()
beforeAll(async () => {
  url = await provider.start()
})
afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
  await emptyDatabase()
})
afterAll(() => provider.stop())

const run = () => runPayoutsThrough(providerAt(url))
const settle = (as: Somebody, payoutId: string, body: object) =>
  call(adminPayoutRoutes.settlePayout, { as, params: { payoutId }, body })
const list = (as: Somebody, query: Record<string, string> = {}) =>
  call(adminPayoutRoutes.listPayouts, { as, query })
const fileOf = (as: Somebody, batchId: string) =>
  call(adminPayoutRoutes.downloadBatch, { as, params: { batchId } })

describe('a refund that its gateway could not make', () => {
  it('keeps the account to which it is due from being deleted, until it is paid', async () => {
    // Prepare
    const { client, refundId } = await aManualRefund()
    const admin = await anAdmin()
    const { account } = await Refund.findById(refundId).lean().orFail()
    const remove = () => removePayoutAccount(idOf<'PayoutAccount'>(account as Types.ObjectId), client.id)
    // Act
    const early = await remove().catch((error: Error) => error.message)
    await run()
    const { body } = await list(admin)
    await settle(admin, body.data[0]?.id ?? '', { outcome: 'paid', reference: 'B-2' })
    // Assess
    expect(early).toBe('PAYOUT_ACCOUNT_IN_USE')
    expect(await remove()).toMatchObject({ message: { en: 'Payout account deleted' } })
  })

  const refundStatus = async (refundId: RefundId) => (await Refund.findById(refundId).lean())?.status

  it('is paid once, like a payout, and is then Confirmed', async () => {
    const { client, refundId } = await aManualRefund()
    const admin = await anAdmin()
    await Promise.all([run(), run()])
    const { body } = await list(admin)
    expect(body.data).toMatchObject([
      { purpose: 'Refund', amount: 80_000, status: 'Batched', craftsman: { id: client.id } },
    ])
    const [payout] = body.data
    expect((await fileOf(admin, payout?.batchId ?? '')).text).toContain(
      `"Mona Adel","Bank transfer","${IBAN}",800.00`,
    )
    expect((await settle(admin, payout?.id ?? '', { outcome: 'paid' })).status).toBe(201)
    expect(await refundStatus(refundId)).toBe('Confirmed')
    expect((await settle(admin, payout?.id ?? '', { outcome: 'paid' })).status).toBe(400)
    await run()
    expect(await Payout.countDocuments()).toBe(1)
  })

  it('needs another account if the transfer failed, and is then paid there', async () => {
    const { client, refundId } = await aManualRefund()
    const admin = await anAdmin()
    await run()
    const [first] = (await list(admin)).body.data
    await settle(admin, first?.id ?? '', { outcome: 'failed', reason: 'The account is closed' })
    expect(await refundStatus(refundId)).toBe('Refused')
    await nameRefundAccount(refundId, { kind: 'mobileWallet', phone: '+201001234567' }, client.id)
    await run()
    const open = await list(admin, { status: 'Batched' })
    expect(open.body.data).toMatchObject([{ account: { label: 'Mobile wallet •••• 4567' } }])
    await settle(admin, open.body.data[0]?.id ?? '', { outcome: 'paid' })
    expect(await refundStatus(refundId)).toBe('Confirmed')
  })
})

describe('the list of payouts', () => {
  it('is newest first, with filters, and without account numbers', async () => {
    const [first, second] = [await aPayout(), await aPayout({ throughStripe: true })]
    const admin = await anAdmin()
    await run()
    const { body, text } = await list(admin)
    expect(body.data.map(({ id }) => id)).toEqual([second.payoutId, first.payoutId])
    expect(body.data[1]).toMatchObject({
      craftsman: { id: first.craftsman.id },
      account: { kind: 'bank', label: 'Bank account •••• 0002' },
    })
    expect(text).not.toContain('263180')
    const ids = async (query: Record<string, string>) =>
      (await list(admin, query)).body.data.map(({ id }) => id)
    expect(await ids({ status: 'Batched' })).toEqual([first.payoutId])
    expect(await ids({ craftsmanId: second.craftsman.id })).toEqual([second.payoutId])
    expect(await ids({ batchId: body.data[0]?.batchId ?? '' })).toHaveLength(2)
    expect(await ids({ batchId: newId() })).toEqual([])
    expect(await ids({ to: '2020-01-01T00:00:00Z' })).toEqual([])
  })

  it('shows which payouts are late, and how often the promise of two business days was kept', async () => {
    const [onTime, missed, late] = [await aPayout(), await aPayout(), await aPayout()]
    const admin = await anAdmin()
    await run()
    await settle(admin, onTime.payoutId, { outcome: 'paid' })
    expect((await list(admin, { late: 'true' })).body.data).toEqual([])
    setClockOffset(9 * DAY)
    await settle(admin, missed.payoutId, { outcome: 'paid' })
    const { body } = await list(admin, { late: 'true' })
    expect(body.data.map(({ id, late: isLate }) => [id, isLate])).toEqual([[late.payoutId, true]])
    expect(body.promise).toEqual({ businessDays: 2, kept: 1, missed: 1, late: 1 })
  })
})
