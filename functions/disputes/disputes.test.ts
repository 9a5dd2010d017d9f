import { describe, expect, it } from 'vitest'
import { adminDisputeRoutes } from '#functions/admin/disputes.routes.ts'
import { contractRoutes } from '#functions/contracts/contracts.routes.ts'
import { disputeRoutes } from '#functions/disputes/disputes.routes.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { walletOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { newId } from '#lib/platform/ids.ts'
import { call } from '#lib/testing/call.ts'
import { aJobIn } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator } from '#lib/testing/people.ts'

aDatabase()

const complaint = { reason: 'It still leaks', description: 'The cupboard is wet every morning' }

const aDispute = async () => {
  const job = await aJobIn('Completed', { paymentType: 'Escrow', price: 200_000 })
  const { status, body } = await call(disputeRoutes.createDispute, {
    as: job.client,
    body: { jobId: job.jobId, ...complaint },
  })
  expect(status).toBe(201)
  return { ...job, dispute: body }
}

describe('disputes', () => {
  it('are visible only to their parties and staff', async () => {
    const { client, craftsman, dispute } = await aDispute()
    const read = async (as: { token: string }) =>
      (await call(disputeRoutes.getDispute, { as, params: { disputeId: dispute.id } })).status
    const [moderator, stranger, another] = [await aModerator(), await aClient(), await aCraftsman()]
    const callers = [client, craftsman, moderator, stranger, another]
    expect(await Promise.all(callers.map(read))).toEqual([200, 200, 200, 404, 404])
    const listed = async (as: { token: string }) =>
      (await call(disputeRoutes.listDisputes, { as, query: { status: 'Open' } })).body.data.map(
        ({ id }) => id,
      )
    expect(await listed(craftsman)).toEqual([dispute.id])
    expect(await listed(stranger)).toEqual([])
  })

  it('that do not exist are not found, for staff too', async () => {
    for (const as of [await aClient(), await aModerator()]) {
      const { status, body } = await call(disputeRoutes.getDispute, { as, params: { disputeId: newId() } })
      expect([status, body.code]).toEqual([404, 'DISPUTE_NOT_FOUND'])
    }
  })

  it('are decided only by staff, and a repeated request gets the same response', async () => {
    // Prepare
    const { client, craftsman, dispute } = await aDispute()
    const body = {
      decision: 'Completed',
      clientAmount: 50_000,
      craftsmanAmount: 150_000,
      note: 'Half of it holds',
    }
    const moderator = await aModerator()
    const decide = (as: { token: string }, sent: object = body) =>
      call(adminDisputeRoutes.resolveDispute, {
        as,
        params: { disputeId: dispute.id },
        body: sent,
        headers: { 'idempotency-key': `decide-${dispute.id}` },
      })
    // Act
    expect([(await decide(client)).status, (await decide(craftsman)).status]).toEqual([403, 403])
    const first = await decide(moderator)
    const again = await decide(moderator)
    const other = await decide(moderator, { ...body, note: 'Something else' })
    // Assess
    expect([first.status, first.body.status, first.body.resolution?.fee]).toEqual([201, 'Resolved', 15_000])
    expect([again.status, again.text]).toEqual([201, first.text])
    expect(other.body.code).toBe('IDEMPOTENCY_KEY_REUSED')
    expect(await balanceOf(walletOf(craftsman.id))).toBe(135_000)
    expect(await Journal.countDocuments({ key: `decision:${dispute.id}` })).toBe(1)
  })

  it('cannot be decided with negative amounts, fractions or without a note', async () => {
    const { dispute } = await aDispute()
    const whole = { decision: 'Cancelled', clientAmount: 200_000, craftsmanAmount: 0, note: 'Not done' }
    const moderator = await aModerator()
    for (const wrong of [
      { clientAmount: -1 },
      { clientAmount: 0.5 },
      { note: undefined },
      { decision: 'Hired' },
      { extra: 1 },
    ]) {
      const sent = { as: moderator, params: { disputeId: dispute.id }, body: { ...whole, ...wrong } }
      const { status, body } = await call(adminDisputeRoutes.resolveDispute, sent)
      expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED'])
    }
  })

  it('get the same response to a repeated confirmation with the same Idempotency-Key', async () => {
    const { client, contractId, craftsman } = await aJobIn('Completed', {
      paymentType: 'Escrow',
      price: 100_000,
    })
    const confirm = () =>
      call(contractRoutes.confirmContract, {
        as: client,
        params: { contractId },
        body: {},
        headers: { 'idempotency-key': `confirm-${contractId}` },
      })
    const [first, again] = [await confirm(), await confirm()]
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text])
    expect(await balanceOf(walletOf(craftsman.id))).toBe(90_000)
  })
})
