import { afterEach, describe, expect, it } from 'vitest'
import { adminDisputeRoutes } from '#functions/admin/disputes.routes.ts'
import { adminMoneyRoutes } from '#functions/admin/money.routes.ts'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { gatherPayouts } from '#lib/payouts/gather-payouts.ts'
import { settleManually } from '#lib/payouts/settle-manually.ts'
import { DAY, setClockOffset } from '#lib/platform/clock.ts'
import { idOf, newId, type PaymentId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aChargebackOf, bankSays } from '#lib/testing/bank-messages.ts'
import { call } from '#lib/testing/call.ts'
import { aJobIn, aReleasedJob } from '#lib/testing/jobs.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aBankAccount } from '#lib/testing/payouts.ts'
import { anAdmin, type Somebody } from '#lib/testing/people.ts'
import { hasEarned, hasPrepaid } from '#lib/testing/wallets.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'
import { withdraw } from '#lib/wallet/withdraw.ts'

aDatabase()
const PRICE = 200_000
const EARNED = 180_000
const VISIT_FEE = 10_000

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
  await emptyDatabase()
})

describe('who bears a chargeback that came after the release', () => {
  const decide = (as: Somebody, paymentId: string, fault: string) =>
    call(adminMoneyRoutes.decideChargeback, {
      as,
      params: { paymentId },
      body: { fault, note: 'The photos show that nothing was fitted' },
    })

  const chargeBack = (paymentId: PaymentId, amount = PRICE) => aChargebackOf(paymentId, amount)
  const giveBack = (paymentId: PaymentId, chargebackId: string) =>
    bankSays(paymentId, { kind: 'chargebackReversed', amount: asPiastres(PRICE), chargebackId })

  it('is the craftsman, if staff find them at fault: what they got comes out of their wallet', async () => {
    const { paymentId, craftsman, admin } = await aReleasedJob({ price: PRICE })
    await chargeBack(paymentId)
    setClockOffset(2 * DAY)
    const { status, body } = await decide(admin, paymentId, 'craftsman')
    expect([status, body.status]).toEqual([201, 'ChargedBack'])
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: 0, feesDue: 0 })
    expect(await sumOf('platform:chargebacks')).toBe(EARNED - PRICE)
    expect((await decide(admin, paymentId, 'platform')).body.code).toBe('CHARGEBACK_DECIDED')
    expect(await Outbox.find({ type: 'payment.chargeback.decided' }).lean()).toMatchObject([
      { data: { craftsmanId: craftsman.id, fault: 'craftsman', amount: EARNED } },
    ])
    expect((await Payment.findById(paymentId).lean())?.chargebackDecisions).toMatchObject([
      { fault: 'craftsman', note: 'The photos show that nothing was fitted', amount: EARNED },
    ])
  })

  it('owes what their wallet does not cover, of which prepaid money pays a part', async () => {
    const { paymentId, craftsman, admin } = await aReleasedJob({ price: PRICE })
    await hasPrepaid(craftsman.id, 20_000)
    const spent = await withdrawAll(craftsman)
    await chargeBack(paymentId)
    await decide(admin, paymentId, 'craftsman')
    expect(spent).toBe(EARNED)
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: 0, feesDue: EARNED - 20_000 })
    expect(await sumOf('platform:chargebacks')).toBe(EARNED - PRICE)
  })

  it('is the platform otherwise, and nothing moves', async () => {
    const { paymentId, craftsman, admin } = await aReleasedJob({ price: PRICE })
    await chargeBack(paymentId)
    expect((await decide(admin, paymentId, 'platform')).status).toBe(201)
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: EARNED })
    expect(await sumOf('platform:chargebacks')).toBe(-PRICE)
  })

  it('is asked too where a visit fee had been paid, of which the craftsman has that much', async () => {
    const { jobId, client, contractId } = await aJobIn('On The Way', { paymentType: 'Escrow', price: PRICE })
    await updateJobStatus(jobId, { status: 'Cancelled', reason: 'Moved out' }, client)
    const payment = await Payment.findOne({ contract: objectId(contractId) })
      .lean()
      .orFail()
    await chargeBack(idOf<'Payment'>(payment._id))
    const { status } = await decide(await anAdmin(), idOf(payment._id), 'craftsman')
    expect([status, await sumOf('platform:chargebacks')]).toEqual([201, VISIT_FEE - PRICE])
  })

  it('of a part is at most that part', async () => {
    const { paymentId, craftsman, admin } = await aReleasedJob({ price: PRICE })
    await chargeBack(paymentId, 30_000)
    await decide(admin, paymentId, 'craftsman')
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: EARNED - 30_000 })
    await chargeBack(paymentId, 170_000)
    await decide(admin, paymentId, 'craftsman')
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: 0, feesDue: 0 })
    expect(await sumOf('platform:chargebacks')).toBe(EARNED - PRICE)
  })

  it('gets it back if the bank gives it back, and their debt is paid from it', async () => {
    const { paymentId, craftsman, admin } = await aReleasedJob({ price: PRICE })
    await withdrawAll(craftsman)
    const chargebackId = await chargeBack(paymentId)
    await decide(admin, paymentId, 'craftsman')
    await hasEarned(craftsman.id, 10_000)
    expect(await getBalance(craftsman.id)).toMatchObject({ feesDue: EARNED })
    await giveBack(paymentId, chargebackId)
    await giveBack(paymentId, chargebackId)
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: 10_000, feesDue: 0 })
    expect(await sumOf('platform:chargebacks')).toBe(0)
    expect((await Payment.findById(paymentId).lean())?.status).toBe('Released')
    expect(await Outbox.countDocuments({ type: 'payment.chargeback.returned' })).toBe(1)
    expect((await decide(admin, paymentId, 'craftsman')).body.code).toBe('PAYMENT_NOT_CHARGED_BACK')
  })

  it('is decided once if ten decide at once', async () => {
    const { paymentId, craftsman, admin } = await aReleasedJob({ price: PRICE })
    await chargeBack(paymentId)
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => decide(admin, paymentId, i % 2 ? 'craftsman' : 'platform')),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    const [decision] = (await Payment.findById(paymentId).lean())?.chargebackDecisions ?? []
    expect(await getBalance(craftsman.id)).toMatchObject({
      balance: decision?.fault === 'craftsman' ? 0 : EARNED,
    })
  })

  it('is not asked where the money was still held, where nothing was charged back, or before a dispute ends', async () => {
    const admin = await anAdmin()
    const held = await aJobIn('On The Way', { paymentType: 'Escrow', price: PRICE })
    const { _id } = await Payment.findOne({ contract: objectId(held.contractId) })
      .lean()
      .orFail()
    await chargeBack(idOf(_id))
    expect((await decide(admin, idOf(_id), 'craftsman')).body.code).toBe('PAYMENT_NOT_CHARGED_BACK')
    const { _id: disputeId } = await Dispute.findOne({ job: objectId(held.jobId) })
      .lean()
      .orFail()
    const ruling = { decision: 'Completed', clientAmount: 0, craftsmanAmount: PRICE, note: 'It was done' }
    await call(adminDisputeRoutes.resolveDispute, {
      as: admin,
      params: { disputeId: idOf(disputeId) },
      body: ruling,
    })
    expect((await decide(admin, idOf(_id), 'craftsman')).body.code).toBe('PAYMENT_NOT_CHARGED_BACK')
    const paid = await aReleasedJob({ price: PRICE })
    expect((await decide(admin, paid.paymentId, 'craftsman')).body.code).toBe('PAYMENT_NOT_CHARGED_BACK')
    await chargeBack(paid.paymentId)
    await createDispute({ jobId: paid.jobId, reason: 'It leaks', description: 'It still leaks' }, paid.client)
    expect((await decide(admin, paid.paymentId, 'craftsman')).body.code).toBe('CONTRACT_NOT_SETTLED')
    expect((await decide(admin, newId<'Payment'>(), 'craftsman')).status).toBe(404)
  })

  /** The craftsman withdraws all that they earned from a contract, and the bank pays it. */
  async function withdrawAll(craftsman: Somebody): Promise<number> {
    setClockOffset(2 * DAY)
    const { withdrawableBalance } = await getBalance(craftsman.id)
    const payoutAccountId = await aBankAccount(craftsman)
    await withdraw({ userId: craftsman.id, amount: asPiastres(withdrawableBalance), payoutAccountId })
    await gatherPayouts()
    const { _id } = await Payout.findOne({ payee: objectId(craftsman.id) })
      .lean()
      .orFail()
    await settleManually(idOf(_id), { outcome: 'paid' }, (await anAdmin()).id)
    return withdrawableBalance
  }
})
