import { afterEach, describe, expect, it } from 'vitest'
import { adminDisputeRoutes } from '#functions/admin/disputes.routes.ts'
import { adminMoneyRoutes } from '#functions/admin/money.routes.ts'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import type { Account } from '#lib/model/account.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { ProcessedWebhook } from '#lib/model/processed-webhook.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import type { RefundStatus } from '#lib/model/refund-status.ts'
import { refundOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { recordChargeback, reverseChargeback } from '#lib/payments/chargeback.ts'
import { nameRefundAccount } from '#lib/payments/name-refund-account.ts'
import { gatherPayouts } from '#lib/payouts/gather-payouts.ts'
import { requestRefundPayouts } from '#lib/payouts/request-refund-payouts.ts'
import { settleManually } from '#lib/payouts/settle-manually.ts'
import { DAY, HOUR, realTime, setClockOffset } from '#lib/platform/clock.ts'
import { idOf, newId, type PaymentId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { call } from '#lib/testing/call.ts'
import { aConfirmedJob, aJobIn, aPaidJob } from '#lib/testing/jobs.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aBankAccount, IBAN } from '#lib/testing/payouts.ts'
import { anAdmin, type Somebody } from '#lib/testing/people.ts'
import { hasEarned, hasPrepaid } from '#lib/testing/wallets.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'
import { withdraw } from '#lib/wallet/withdraw.ts'

aDatabase()
const PRICE = 200_000
const EARNED = 180_000

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
  await emptyDatabase()
})

/** The sum of the postings to an account that has no stored balance. */
async function sumOf(account: Account): Promise<number> {
  const journals = await Journal.find({ 'postings.account': account }).lean()
  return journals
    .flatMap(({ postings }) => postings.filter((posting) => posting.account === account))
    .reduce((total, { amount }) => total + amount, 0)
}

async function aReleasedJob() {
  const done = await aConfirmedJob({ paymentType: 'Escrow', price: PRICE })
  const payment = await Payment.findOne({ contract: objectId(done.contractId) })
    .lean()
    .orFail()
  return { ...done, paymentId: idOf<'Payment'>(payment._id), admin: await anAdmin() }
}

describe('a refund at the platform’s cost', () => {
  const goodwill = (as: Somebody, contractId: string, clientAmount: number, headers = {}) =>
    call(adminMoneyRoutes.payGoodwill, {
      as,
      params: { contractId },
      body: { clientAmount, note: 'A lamp was scratched' },
      headers,
    })

  it('goes to the client after the earnings have cleared, and the craftsman keeps them', async () => {
    const { client, craftsman, contractId, paymentId, admin } = await aReleasedJob()
    setClockOffset(3 * DAY)
    const { status, body } = await goodwill(admin, contractId, 50_000)
    expect(status).toBe(201)
    expect(body).toMatchObject({
      paymentId,
      amount: 50_000,
      status: 'Requested',
      payer: { id: client.id },
      reason: 'A lamp was scratched',
    })
    expect(await sumOf('platform:goodwill')).toBe(-50_000)
    expect(await balanceOf(refundOf(body.id as never))).toBe(50_000)
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: EARNED, withdrawableBalance: EARNED })
    expect(await Outbox.find({ type: 'payment.refund.opened' }).lean()).toMatchObject([
      { data: { payerId: client.id, amount: 50_000 } },
    ])
  })

  it('is at most what was paid, all of them together, even if they come at once', async () => {
    const { contractId, admin } = await aReleasedJob()
    const answers = await Promise.all(
      [120_000, 120_000, 90_000].map((sum) => goodwill(admin, contractId, sum)),
    )
    const granted = answers.flatMap(({ status, body }) => (status === 201 ? [body.amount] : []))
    expect(granted.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(PRICE)
    expect(granted.length).toBeGreaterThan(0)
    const left = PRICE - granted.reduce((a, b) => a + b, 0)
    expect((await goodwill(admin, contractId, left + 1)).body.code).toBe('NOTHING_TO_REFUND')
    expect((await goodwill(admin, contractId, left)).status).toBe(201)
    expect((await Contract.findById(contractId).lean())?.goodwill).toBe(PRICE)
    expect(await sumOf('platform:goodwill')).toBe(-PRICE)
  })

  it('with the same Idempotency-Key is made once', async () => {
    const { contractId, admin } = await aReleasedJob()
    const key = { 'idempotency-key': `goodwill-${newId()}` }
    const [first, second] = [
      await goodwill(admin, contractId, 1_000, key),
      await goodwill(admin, contractId, 1_000, key),
    ]
    expect(second.body).toEqual(first.body)
    expect(await Refund.countDocuments()).toBe(1)
  })

  it('waits until the money is settled: it is refused while it is held, unpaid or in dispute', async () => {
    const admin = await anAdmin()
    const held = await aPaidJob({ price: PRICE })
    expect((await goodwill(admin, held.contractId, 100)).body.code).toBe('CONTRACT_NOT_SETTLED')
    const disputed = await aReleasedJob()
    await createDispute(
      { jobId: disputed.jobId, reason: 'It leaks', description: 'It still leaks' },
      disputed.client,
    )
    expect((await goodwill(admin, disputed.contractId, 100)).body.code).toBe('CONTRACT_NOT_SETTLED')
    expect((await goodwill(admin, newId<'Contract'>(), 100)).status).toBe(404)
    expect(await Refund.countDocuments()).toBe(0)
  })

  it('has nothing to refund where the client paid by hand', async () => {
    const { contractId } = await aConfirmedJob({ paymentType: 'Cash' })
    expect((await goodwill(await anAdmin(), contractId, 100)).body.code).toBe('NOTHING_TO_REFUND')
    expect((await Contract.findById(contractId).lean())?.goodwill).toBeUndefined()
  })

  it('either comes before a dispute that opens at the same time, or is refused', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { contractId, jobId, client, admin } = await aReleasedJob()
      const [{ status }] = await Promise.all([
        goodwill(admin, contractId, PRICE),
        createDispute({ jobId, reason: 'It leaks', description: 'It still leaks' }, client).catch(() => null),
      ])
      const refunds = await Refund.countDocuments({ contract: objectId(contractId) })
      expect([status, refunds]).toEqual(status === 201 ? [201, 1] : [400, 0])
    }
  })
})

describe('settling a refund by hand', () => {
  const settle = (as: Somebody, refundId: string, body: object) =>
    call(adminMoneyRoutes.settleRefund, { as, params: { refundId }, body })
  const list = (as: Somebody, query: Record<string, string> = {}) =>
    call(adminMoneyRoutes.listAllRefunds, { as, query })
  const anHourAgo = () => new Date(realTime().getTime() - HOUR)

  async function aRefund(status: RefundStatus, changes: object = {}) {
    const { client, jobId, paymentId } = await aPaidJob({ price: 80_000 })
    await call(jobRoutes.cancelJob, { as: client, params: { jobId }, body: { reason: 'No longer needed' } })
    const refund = await Refund.findOneAndUpdate(
      { payment: objectId(paymentId) },
      { $set: { status, tries: 9, triedAt: anHourAgo(), ...changes } },
      { returnDocument: 'after' },
    )
      .lean()
      .orFail()
    return { client, paymentId, refundId: idOf<'Refund'>(refund._id), admin: await anAdmin() }
  }

  it.each(['Unknown', 'Sent', 'Requested'] as const)(
    'as paid confirms one that is %s: the money left through its gateway, once',
    async (status) => {
      const { client, refundId, paymentId, admin } = await aRefund(status)
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
    const { client, refundId, admin } = await aRefund('Unknown')
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
    const { client, refundId, admin } = await aRefund('Refused')
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
      const { refundId, admin } = await aRefund(status, changes)
      expect((await settle(admin, refundId, { outcome: 'paid' })).body.code).toBe('REFUND_NOT_STUCK')
    }
    expect((await settle(await anAdmin(), newId<'Refund'>(), { outcome: 'paid' })).status).toBe(404)
  })

  it('has one outcome if ten come at once, some with paid and some with failed', async () => {
    const { refundId, admin } = await aRefund('Unknown')
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
    const [first, second] = [await aRefund('Unknown'), await aRefund('Refused', { gateway: 'Fawry' })]
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

describe('who bears a chargeback that came after the release', () => {
  const decide = (as: Somebody, paymentId: string, fault: string) =>
    call(adminMoneyRoutes.decideChargeback, {
      as,
      params: { paymentId },
      body: { fault, note: 'The photos show that nothing was fitted' },
    })

  /** The bank takes a payment back, as after the gateway's message. */
  async function chargeBack(paymentId: PaymentId, amount = PRICE): Promise<string> {
    const chargebackId = `dp_${newId()}`
    const content = { kind: 'chargedBack' as const, amount: asPiastres(amount), chargebackId }
    await inTransaction(async (tx) => {
      const payment = await Payment.findById(paymentId).session(tx).lean().orFail()
      const event = { gateway: 'Stripe' as const, key: `evt_${chargebackId}`, at: realTime() }
      await ProcessedWebhook.create([{ ...event, payment: payment._id, content }], { session: tx })
      await recordChargeback(tx, payment, content)
    })
    return chargebackId
  }
  const giveBack = (paymentId: PaymentId, chargebackId: string) =>
    inTransaction(async (tx) =>
      reverseChargeback(tx, await Payment.findById(paymentId).session(tx).lean().orFail(), chargebackId),
    )

  it('is the craftsman, if staff find them at fault: what they got comes out of their wallet', async () => {
    const { paymentId, craftsman, admin } = await aReleasedJob()
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
    const { paymentId, craftsman, admin } = await aReleasedJob()
    await hasPrepaid(craftsman.id, 20_000)
    const spent = await withdrawAll(craftsman)
    await chargeBack(paymentId)
    await decide(admin, paymentId, 'craftsman')
    expect(spent).toBe(EARNED)
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: 0, feesDue: EARNED - 20_000 })
    expect(await sumOf('platform:chargebacks')).toBe(EARNED - PRICE)
  })

  it('is the platform otherwise, and nothing moves', async () => {
    const { paymentId, craftsman, admin } = await aReleasedJob()
    await chargeBack(paymentId)
    expect((await decide(admin, paymentId, 'platform')).status).toBe(201)
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: EARNED })
    expect(await sumOf('platform:chargebacks')).toBe(-PRICE)
  })

  it('of a part is at most that part', async () => {
    const { paymentId, craftsman, admin } = await aReleasedJob()
    await chargeBack(paymentId, 30_000)
    await decide(admin, paymentId, 'craftsman')
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: EARNED - 30_000 })
    await chargeBack(paymentId, 170_000)
    await decide(admin, paymentId, 'craftsman')
    expect(await getBalance(craftsman.id)).toMatchObject({ balance: 0, feesDue: 0 })
    expect(await sumOf('platform:chargebacks')).toBe(EARNED - PRICE)
  })

  it('gets it back if the bank gives it back, and their debt is paid from it', async () => {
    const { paymentId, craftsman, admin } = await aReleasedJob()
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
    const { paymentId, craftsman, admin } = await aReleasedJob()
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
    const paid = await aReleasedJob()
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
