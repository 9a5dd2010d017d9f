import { afterEach, describe, expect, it } from 'vitest'
import { adminMoneyRoutes } from '#functions/admin/money.routes.ts'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { refundOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { DAY, setClockOffset } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { call } from '#lib/testing/call.ts'
import { aConfirmedJob, aPaidJob, aReleasedJob } from '#lib/testing/jobs.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { anAdmin, type Somebody } from '#lib/testing/people.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'

aDatabase()
const PRICE = 200_000
const EARNED = 180_000

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
  await emptyDatabase()
})

describe('a refund at the platform’s cost', () => {
  const goodwill = (as: Somebody, contractId: string, clientAmount: number, headers = {}) =>
    call(adminMoneyRoutes.payGoodwill, {
      as,
      params: { contractId },
      body: { clientAmount, note: 'A lamp was scratched' },
      headers,
    })

  it('goes to the client after the earnings have cleared, and the craftsman keeps them', async () => {
    const { client, craftsman, contractId, paymentId, admin } = await aReleasedJob({ price: PRICE })
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
    const { contractId, admin } = await aReleasedJob({ price: PRICE })
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
    const { contractId, admin } = await aReleasedJob({ price: PRICE })
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
    const disputed = await aReleasedJob({ price: PRICE })
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
      const { contractId, jobId, client, admin } = await aReleasedJob({ price: PRICE })
      const [{ status }] = await Promise.all([
        goodwill(admin, contractId, PRICE),
        createDispute({ jobId, reason: 'It leaks', description: 'It still leaks' }, client).catch(() => null),
      ])
      const refunds = await Refund.countDocuments({ contract: objectId(contractId) })
      expect([status, refunds]).toEqual(status === 201 ? [201, 1] : [400, 0])
    }
  })
})
