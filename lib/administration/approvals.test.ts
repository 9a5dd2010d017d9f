import { beforeEach, describe, expect, it } from 'vitest'
import { adminApprovalRoutes } from '#functions/admin/approvals.routes.ts'
import { adminMoneyRoutes } from '#functions/admin/money.routes.ts'
import { adminPayoutRoutes } from '#functions/admin/payouts.routes.ts'
import { adminSettingsRoutes } from '#functions/admin/settings.routes.ts'
import type { ApprovalId } from '#lib/administration/approval.schemas.ts'
import { reject } from '#lib/administration/approvals.ts'
import { approve } from '#lib/administration/approve.ts'
import { changeSettings } from '#lib/administration/change-settings.ts'
import { Approval } from '#lib/model/approval.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { SettingsVersion } from '#lib/model/settings-version.model.ts'
import { User } from '#lib/model/user.model.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { currentSettings, forgetSettings } from '#lib/settings/settings.ts'
import { call } from '#lib/testing/call.ts'
import { aPaidJob, aReleasedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aPayout } from '#lib/testing/payouts.ts'
import { anAdmin, type Somebody } from '#lib/testing/people.ts'
import { race, RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'

aDatabase()
beforeEach(async () => {
  await User.deleteMany({ role: 'Admin' })
  await SettingsVersion.deleteMany({})
  await Approval.deleteMany({})
  forgetSettings()
})

/** Two admins, of whom each needs the other from EGP 100 on. */
async function twoAdmins(): Promise<readonly [Somebody, Somebody]> {
  const admins = [await anAdmin(), await anAdmin()] as const
  await changeSettings({ secondAdminFrom: asPiastres(10_000) }, admins[0])
  return admins
}

const payGoodwill = (as: Somebody, contractId: string, clientAmount: number, key?: string) =>
  call(adminMoneyRoutes.payGoodwill, {
    as,
    params: { contractId },
    body: { clientAmount, note: 'It was late' },
    ...(key && { headers: { 'idempotency-key': key } }),
  })
const approvalIn = ({ body }: { body: object }) => (body as { approvalId: ApprovalId }).approvalId
const refundsOf = (jobId: JobId) => Refund.countDocuments({ job: objectId(jobId) })

describe('a second admin', () => {
  it('approves what is over the limit, and only then it is done', async () => {
    // Prepare
    const { contractId, jobId } = await aReleasedJob()
    const [one, other] = await twoAdmins()
    // Act
    const asked = await payGoodwill(one, contractId, 10_000, 'a-key')
    const again = await payGoodwill(one, contractId, 10_000, 'a-key')
    const before = await refundsOf(jobId)
    const params = { id: approvalIn(asked) }
    const own = await call(adminApprovalRoutes.approveRequest, { as: one, params })
    const { status, body } = await call(adminApprovalRoutes.approveRequest, { as: other, params })
    const twice = await call(adminApprovalRoutes.approveRequest, { as: other, params })
    // Assess
    expect([asked.status, asked.body]).toEqual([201, { approvalId: params.id, status: 'Waiting' }])
    expect(approvalIn(again)).toBe(params.id)
    expect(before).toBe(0)
    expect([own.status, own.body.code]).toEqual([403, 'OWN_APPROVAL'])
    expect([status, body.status, body.decidedBy?.id]).toEqual([201, 'Approved', other.id])
    expect(twice.body.code).toBe('APPROVAL_NOT_WAITING')
    expect(await refundsOf(jobId)).toBe(1)
  })

  it('gets the same answer for an approval that is sent again with its key', async () => {
    // Prepare
    const { contractId, jobId } = await aReleasedJob()
    const [one, other] = await twoAdmins()
    const params = { id: approvalIn(await payGoodwill(one, contractId, 10_000)) }
    const approving = { as: other, params, headers: { 'idempotency-key': 'approve-once' } }
    // Act
    const [first, second] = await Promise.all([
      call(adminApprovalRoutes.approveRequest, approving),
      call(adminApprovalRoutes.approveRequest, approving),
    ])
    const third = await call(adminApprovalRoutes.approveRequest, approving)
    // Assess
    expect([first.status, first.body.status]).toEqual([201, 'Approved'])
    for (const { status, text } of [second, third]) expect([status, text]).toEqual([201, first.text])
    expect(await refundsOf(jobId)).toBe(1)
  })

  it('is not asked for what is refused anyway: the refusal is answered at once, and nothing is stored', async () => {
    // Prepare
    const { contractId, jobId } = await aReleasedJob()
    const held = await aPaidJob()
    const { payoutId } = await aPayout()
    const [one] = await twoAdmins()
    const refundId = (await payGoodwill(one, contractId, 9_999)).body.id
    await changeSettings({ secondAdminFrom: asPiastres(1) }, one)
    const before = await refundsOf(jobId)
    const settleRefund = (refundId: string, body: object) =>
      call(adminMoneyRoutes.settleRefund, { as: one, params: { refundId }, body })
    // Act
    const refused = [
      await payGoodwill(one, contractId, 100_000_000),
      await payGoodwill(one, held.contractId, 10_000),
      await settleRefund(refundId, { outcome: 'failed' }),
      await settleRefund(refundId, { outcome: 'paid' }),
      await call(adminPayoutRoutes.settlePayout, {
        as: one,
        params: { payoutId },
        body: { outcome: 'paid' },
      }),
      await call(adminSettingsRoutes.changeSettings, {
        as: one,
        body: { secondAdminFrom: null, version: 0 },
      }),
    ]
    // Assess
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual([
      [400, 'NOTHING_TO_REFUND'],
      [400, 'CONTRACT_NOT_SETTLED'],
      [400, 'REASON_REQUIRED'],
      [400, 'REFUND_NOT_STUCK'],
      [400, 'PAYOUT_NOT_UNDER_WAY'],
      [400, 'SETTINGS_CHANGED'],
    ])
    expect(await Approval.countDocuments()).toBe(0)
    expect(await refundsOf(jobId)).toBe(before)
  })

  it('rejects, and nothing is done', async () => {
    const { contractId, jobId } = await aReleasedJob()
    const [one, other] = await twoAdmins()
    const params = { id: approvalIn(await payGoodwill(one, contractId, 20_000)) }
    const { body } = await call(adminApprovalRoutes.rejectRequest, {
      as: other,
      params,
      body: { reason: 'Too much' },
    })
    const late = await call(adminApprovalRoutes.approveRequest, { as: other, params })
    expect([body.status, body.reason, late.body.code]).toEqual([
      'Rejected',
      'Too much',
      'APPROVAL_NOT_WAITING',
    ])
    expect(await refundsOf(jobId)).toBe(0)
  })

  it('is not asked below the limit, without the setting, and where there is none', async () => {
    // Prepare
    const { contractId, admin } = await aReleasedJob()
    // Act
    const withoutSetting = await payGoodwill(admin, contractId, 20_000)
    const [one, other] = await twoAdmins()
    const below = await payGoodwill(one, contractId, 9_999)
    await User.deleteOne({ _id: other.id })
    await User.deleteOne({ _id: admin.id })
    const alone = await payGoodwill(one, contractId, 10_000)
    // Assess
    for (const { status, body } of [withoutSetting, below, alone]) {
      expect([status, 'approvalId' in body]).toEqual([201, false])
    }
  })

  it('is needed to switch the second admin off', async () => {
    // Prepare
    const [one, other] = await twoAdmins()
    // Act
    const asked = await call(adminSettingsRoutes.changeSettings, { as: one, body: { secondAdminFrom: null } })
    const same = await call(adminSettingsRoutes.changeSettings, {
      as: one,
      body: { secondAdminFrom: 10_000 },
    })
    const plain = await call(adminSettingsRoutes.changeSettings, { as: one, body: { confirmHours: 48 } })
    const before = (await currentSettings()).secondAdminFrom
    await call(adminApprovalRoutes.approveRequest, { as: other, params: { id: approvalIn(asked) } })
    // Assess
    expect([asked.status, asked.body]).toEqual([201, { approvalId: approvalIn(asked), status: 'Waiting' }])
    expect([same.status, same.body]).toMatchObject([200, { secondAdminFrom: 10_000 }])
    expect([plain.status, plain.body]).toMatchObject([200, { confirmHours: 48 }])
    expect(before).toBe(10_000)
    expect((await currentSettings()).secondAdminFrom).toBeNull()
  })

  it('is answered with the refusal if the act is refused by now, and the request waits on', async () => {
    const { contractId } = await aReleasedJob()
    const [one, other] = await twoAdmins()
    const id = approvalIn(await payGoodwill(one, contractId, 200_000))
    await approve(approvalIn(await payGoodwill(one, contractId, 200_000)), other)
    const { body } = await call(adminApprovalRoutes.approveRequest, { as: other, params: { id } })
    expect(body.code).toBe('NOTHING_TO_REFUND')
    expect(await Approval.findById(id).lean()).toMatchObject({ status: 'Waiting' })
  })
})

const ROUNDS = Math.ceil(roundsOr(50) / 2)

it(
  `an approval, another one and a rejection at once: one wins, and it is done once or not at all, ${ROUNDS} rounds`,
  { timeout: timeFor(ROUNDS) * 2 },
  async () => {
    const random = randomOf(RACE_SEED)
    const { contractId, jobId } = await aReleasedJob()
    const [one, other] = await twoAdmins()
    const third = await anAdmin()
    let done = 0
    for (let i = 0; i < ROUNDS; i += 1) {
      await changeSettings({ secondAdminFrom: asPiastres(1) }, one)
      const id = approvalIn(await payGoodwill(one, contractId, 10))
      const { winners } = await race(random, {
        approval: () => approve(id, other),
        another: () => approve(id, third),
        rejection: () => reject(id, {}, other),
      })
      expect(winners).toHaveLength(1)
      if (!winners.includes('rejection')) done += 1
      expect(await refundsOf(jobId)).toBe(done)
    }
  },
)
