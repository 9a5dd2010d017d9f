import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { adminPayoutRoutes } from '#functions/admin/payouts.routes.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { PayoutBatch } from '#lib/model/payout-batch.model.ts'
import { SettingsVersion } from '#lib/model/settings-version.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { User } from '#lib/model/user.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { gatherPayouts } from '#lib/payouts/gather-payouts.ts'
import { freezeClock, HOUR, realTime, setClockOffset } from '#lib/platform/clock.ts'
import { idOf, newId, type PayoutId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { forgetSettings } from '#lib/settings/settings.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { providerAt, TestProvider } from '#lib/testing/payout-provider.ts'
import { aPayout, followPayoutsThrough, runPayoutsThrough } from '#lib/testing/payouts.ts'
import { anAdmin, type Somebody } from '#lib/testing/people.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'

const provider = new TestProvider()
let url: string

aDatabase()
beforeAll(async () => {
  url = await provider.start()
})
afterEach(async () => {
  freezeClock(null)
  setClockOffset(0)
  forgetSettings()
  expect(await verifyLedger()).toEqual([])
  await emptyDatabase()
  provider.orders.clear()
  expect(provider.fates).toEqual([])
})
afterAll(() => provider.stop())

const run = () => runPayoutsThrough(providerAt(url))
const follow = () => followPayoutsThrough(providerAt(url))
const statusOf = async (payoutId: PayoutId) => (await Payout.findById(payoutId).lean())?.status
const settle = (as: Somebody, payoutId: string, body: object) =>
  call(adminPayoutRoutes.settlePayout, { as, params: { payoutId }, body })
const fileOf = (as: Somebody, batchId: string) =>
  call(adminPayoutRoutes.downloadBatch, { as, params: { batchId } })

describe('a payout run', () => {
  it('collects requested payouts into one batch, each only once, even if several runs come at once', async () => {
    const payouts = [await aPayout(), await aPayout(), await aPayout()]
    await Promise.all([run(), run(), run()])
    const rows = await Payout.find().lean()
    expect(rows.map(({ status }) => status)).toEqual(payouts.map(() => 'Batched'))
    expect(new Set(rows.map(({ batch }) => String(batch))).size).toBe(1)
    expect(await PayoutBatch.find().lean()).toMatchObject([{ count: 3, total: 300_000 }])
  })

  it('numbers its batches by the day in Cairo, with and without summer time', async () => {
    // Prepare: half past midnight in Cairo's summer, and half past eleven in its winter
    for (const at of ['2026-07-14T21:30:00Z', '2026-07-14T21:40:00Z', '2026-12-14T21:30:00Z']) {
      freezeClock(new Date(at))
      await aPayout()
      // Act
      await gatherPayouts()
    }
    // Assess
    const names = (await PayoutBatch.find().sort({ name: 1 }).lean()).map(({ name }) => name)
    expect(names).toEqual(['2026-07-15-1', '2026-07-15-2', '2026-12-14-1'])
  })

  it('skips the payouts of a banned craftsman until they are unbanned', async () => {
    const [banned, other] = [await aPayout({ throughStripe: true }), await aPayout({ throughStripe: true })]
    await User.updateOne({ _id: banned.craftsman.id }, { $set: { isBanned: true } })
    await run()
    expect([await statusOf(banned.payoutId), await statusOf(other.payoutId)]).toEqual(['Requested', 'Paid'])
    await User.updateOne({ _id: banned.craftsman.id }, { $set: { isBanned: false } })
    await run()
    expect(await statusOf(banned.payoutId)).toBe('Paid')
  })

  it('does not send a batched payout to a craftsman who was banned since', async () => {
    const { craftsman, payoutId } = await aPayout({ throughStripe: true })
    await gatherPayouts()
    await User.updateOne({ _id: craftsman.id }, { $set: { isBanned: true } })
    await run()
    expect([await statusOf(payoutId), provider.orders.size]).toEqual(['Batched', 0])
  })

  it('does nothing on a bank holiday, which begins and ends at midnight in Cairo', async () => {
    // Prepare
    const values = { bankHolidays: { '2026-07-15': true } }
    await SettingsVersion.create([{ version: 1, values, at: realTime() }])
    forgetSettings()
    const { payoutId } = await aPayout()
    const runAt = async (at: string) => {
      freezeClock(new Date(at))
      return [await run(), await statusOf(payoutId)]
    }
    const nothing = [{ gathered: 0, handedOut: 0, more: false }, 'Requested']
    // Act, assess: half an hour after its first midnight in summer time, and before its last
    expect(await runAt('2026-07-14T21:30:00Z')).toEqual(nothing)
    expect(await runAt('2026-07-15T20:59:00Z')).toEqual(nothing)
    expect(await runAt('2026-07-15T21:01:00Z')).toMatchObject([{ gathered: 1 }, 'Batched'])
  })
})

describe('a payout through the provider', () => {
  it('is paid at once: the withdrawal is Completed and the balance is reduced', async () => {
    const { craftsman, payoutId } = await aPayout({ throughStripe: true })
    await run()
    expect(await Payout.findById(payoutId).lean()).toMatchObject({
      status: 'Paid',
      reference: `tr_${payoutId}`,
    })
    expect(await Transaction.findOne({ payout: objectId(payoutId) }).lean()).toMatchObject({
      status: 'Completed',
    })
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: 0, pending: 0 })
  })

  it('is Sent until the provider reports the outcome', async () => {
    const { payoutId } = await aPayout({ throughStripe: true })
    provider.fates.push('sent')
    await run()
    expect(await statusOf(payoutId)).toBe('Sent')
    provider.orders.set(payoutId, { amount: 100_000, times: 1, outcome: 'paid' })
    await follow()
    expect(await statusOf(payoutId)).toBe('Paid')
  })

  it('that fails is returned to the wallet, and the next run does not send it again', async () => {
    const { craftsman, payoutId } = await aPayout({ throughStripe: true })
    provider.fates.push('failed')
    await run()
    await run()
    expect(await Payout.findById(payoutId).lean()).toMatchObject({
      status: 'Failed',
      reason: 'account_closed',
    })
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: 100_000, withdrawableBalance: 100_000 })
    expect(provider.orders.get(payoutId)?.times).toBe(1)
  })

  it('whose response is lost is Unknown, is looked up first, and is not paid twice', async () => {
    const { payoutId } = await aPayout({ throughStripe: true })
    provider.fates.push('lost')
    await run()
    expect(await statusOf(payoutId)).toBe('Unknown')
    provider.fates.push('unheard')
    await follow()
    expect(await statusOf(payoutId)).toBe('Unknown')
    await follow()
    expect([await statusOf(payoutId), provider.orders.get(payoutId)?.times]).toEqual(['Paid', 1])
  })

  it('that never reached the provider is sent again', async () => {
    const { payoutId } = await aPayout({ throughStripe: true })
    provider.fates.push('unheard')
    await run()
    expect([await statusOf(payoutId), provider.orders.size]).toEqual(['Unknown', 0])
    await follow()
    expect([await statusOf(payoutId), provider.orders.get(payoutId)?.times]).toEqual(['Paid', 1])
  })

  it('that the provider did not examine stays in its batch', async () => {
    const { payoutId } = await aPayout({ throughStripe: true })
    provider.fates.push('refused')
    await run()
    expect(await statusOf(payoutId)).toBe('Batched')
    await follow()
    expect(await statusOf(payoutId)).toBe('Paid')
  })

  it('is settled once if ten runs come at once', async () => {
    const { craftsman, payoutId } = await aPayout({ throughStripe: true })
    await run().catch(() => undefined)
    await Payout.updateOne({ _id: payoutId }, { $set: { status: 'Paid' } })
    const other = await aPayout({ throughStripe: true })
    await gatherPayouts()
    await Promise.all(Array.from({ length: 10 }, follow))
    expect(await statusOf(other.payoutId)).toBe('Paid')
    expect(await getBalance(other.craftsman.id)).toMatchObject({ balance: 0, pending: 0 })
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: 0 })
  })
})

describe('the file of a batch', () => {
  const aBatch = async () => {
    const payouts = [
      await aPayout(),
      await aPayout({ amount: 123_45 }),
      await aPayout({ throughStripe: true }),
    ]
    await gatherPayouts()
    const [batch] = await PayoutBatch.find().lean()
    return { payouts, batchId: batch ? idOf(batch._id) : '' }
  }

  it('has a line with the full account number for each payout that the bank pays, and each download is logged', async () => {
    const { payouts, batchId } = await aBatch()
    const admin = await anAdmin()
    const { text, headers } = await fileOf(admin, batchId)
    await fileOf(admin, batchId)
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': /payouts\.csv/,
    })
    const lines = text.trim().split('\r\n')
    expect(lines).toHaveLength(3)
    expect(lines[2]).toBe(
      `"${payouts[1]?.payoutId}","Hassan Abdel Aal","Bank transfer","EG380019000500000000263180002",123.45,"EGP"`,
    )
    expect(await ActivityLog.countDocuments({ action: 'payout.download', actor: objectId(admin.id) })).toBe(2)
  })

  it('leaves out craftsmen who were banned before its first download, but not those banned later', async () => {
    const { payouts, batchId } = await aBatch()
    const admin = await anAdmin()
    const [first, second] = payouts as [(typeof payouts)[0], (typeof payouts)[0]]
    await User.updateOne({ _id: first.craftsman.id }, { $set: { isBanned: true } })
    expect((await fileOf(admin, batchId)).text).not.toContain(first.payoutId)
    expect(await statusOf(first.payoutId)).toBe('Requested')
    await User.updateOne({ _id: second.craftsman.id }, { $set: { isBanned: true } })
    expect((await fileOf(admin, batchId)).text).toContain(second.payoutId)
  })

  it('has no settled payouts, and does not exist for an unknown batch', async () => {
    const { payouts, batchId } = await aBatch()
    const admin = await anAdmin()
    const [first] = payouts as [(typeof payouts)[0]]
    await settle(admin, first.payoutId, { outcome: 'paid' })
    expect((await fileOf(admin, batchId)).text).not.toContain(first.payoutId)
    expect((await fileOf(admin, newId())).status).toBe(404)
  })
})

describe('settling a payout manually', () => {
  it('is possible once, from Batched on', async () => {
    const { craftsman, payoutId } = await aPayout()
    const admin = await anAdmin()
    expect((await settle(admin, payoutId, { outcome: 'paid' })).body.code).toBe('PAYOUT_NOT_UNDER_WAY')
    await run()
    const { status, body } = await settle(admin, payoutId, { outcome: 'paid', reference: 'BANK-1' })
    expect([status, body.status, body.reference, body.late]).toEqual([201, 'Paid', 'BANK-1', false])
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: 0 })
    expect((await settle(admin, payoutId, { outcome: 'failed', reason: 'x' })).body.code).toBe(
      'PAYOUT_NOT_UNDER_WAY',
    )
    expect((await settle(admin, newId(), { outcome: 'paid' })).status).toBe(404)
  })

  it('has one outcome if ten come at once, some with paid and some with failed', async () => {
    const { craftsman, payoutId } = await aPayout()
    const admin = await anAdmin()
    await run()
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        settle(admin, payoutId, i % 2 ? { outcome: 'paid' } : { outcome: 'failed', reason: 'closed' }),
      ),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    const balance = (await statusOf(payoutId)) === 'Paid' ? 0 : 100_000
    expect(await getBalance(craftsman.id)).toMatchObject({ balance, withdrawableBalance: balance })
  })

  it('as failed needs a reason and returns the money to the wallet', async () => {
    const { craftsman, payoutId } = await aPayout()
    const admin = await anAdmin()
    await run()
    expect((await settle(admin, payoutId, { outcome: 'failed' })).body.code).toBe('REASON_REQUIRED')
    const { body } = await settle(admin, payoutId, { outcome: 'failed', reason: 'The account is closed' })
    expect([body.status, body.reason]).toEqual(['Failed', 'The account is closed'])
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: 100_000, withdrawableBalance: 100_000 })
  })

  it('is refused shortly after the payout was sent to the provider', async () => {
    const { payoutId } = await aPayout({ throughStripe: true })
    const admin = await anAdmin()
    provider.fates.push('lost')
    await run()
    const failing = () => settle(admin, payoutId, { outcome: 'failed', reason: 'nobody knows' })
    expect((await failing()).body.code).toBe('PAYOUT_NOT_UNDER_WAY')
    await Payout.updateOne({ _id: payoutId }, { $set: { triedAt: new Date(realTime().getTime() - HOUR) } })
    expect((await failing()).status).toBe(201)
  })
})
