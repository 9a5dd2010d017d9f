import { beforeEach, describe, expect, it } from 'vitest'
import { adminSettingsRoutes } from '#functions/admin/settings.routes.ts'
import { changeSettings } from '#lib/administration/change-settings.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { SettingsVersion } from '#lib/model/settings-version.model.ts'
import { currentSettings, DEFAULT_SETTINGS, forgetSettings } from '#lib/settings/settings.ts'
import { call } from '#lib/testing/call.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aModerator, anAdmin, type Somebody } from '#lib/testing/people.ts'

aDatabase()
beforeEach(async () => {
  await SettingsVersion.deleteMany({})
  forgetSettings()
})

const put = (as: Somebody, body: object) => call(adminSettingsRoutes.changeSettings, { as, body })

describe('the settings', () => {
  it('are the defaults at first, and then those of the newest version, with who made it and when', async () => {
    // Prepare
    const admin = await anAdmin()
    const before = await call(adminSettingsRoutes.getSettings, { as: admin })
    // Act
    const { body } = await put(admin, {
      feeRate: 1_200,
      limits: { quotesPerDay: { most: 7 } },
      visitFee: { most: 5_000 },
    })
    // Assess
    expect(before.body).toMatchObject({ version: 0, feeRate: 1_000, changedBy: null, changedAt: null })
    expect(body).toMatchObject({ version: 1, feeRate: 1_200, changedBy: { id: admin.id } })
    expect(body.limits.quotesPerDay).toEqual({ ...DEFAULT_SETTINGS.limits.quotesPerDay, most: 7 })
    expect(body.limits.jobsPerDay).toEqual(DEFAULT_SETTINGS.limits.jobsPerDay)
    expect(body.visitFee).toEqual({ rate: 1_500, most: 5_000 })
    expect(await currentSettings()).toMatchObject({ version: 1, feeRate: 1_200 })
    const second = await put(admin, { confirmHours: 48 })
    expect(second.body).toMatchObject({ version: 2, feeRate: 1_200, confirmHours: 48 })
    const entry = await ActivityLog.findOne({
      action: 'settings.change',
      'details.version': 2,
    } as object).lean()
    expect(entry?.details).toEqual({ version: 2, from: { confirmHours: 72 }, to: { confirmHours: 48 } })
  })

  it('stay at their version if a change changes nothing', async () => {
    // Prepare
    const admin = await anAdmin()
    await put(admin, { feeRate: 1_200, visitFee: { most: 5_000 } })
    const logged = await ActivityLog.countDocuments({ action: 'settings.change' })
    // Act
    const same = await put(admin, { feeRate: 1_200, visitFee: { most: 5_000 }, confirmHours: 72 })
    const nothing = await put(admin, {})
    // Assess
    for (const { status, body } of [same, nothing]) expect([status, body.version]).toEqual([200, 1])
    expect(await ActivityLog.countDocuments({ action: 'settings.change' })).toBe(logged)
  })

  it('of a running contract stay those that it was made with', async () => {
    // Prepare
    const admin = await anAdmin()
    const first = await aHiredJob()
    // Act
    await put(admin, { feeRate: 2_000, confirmHours: 24 })
    const second = await aHiredJob()
    // Assess
    const terms = async ({ contractId }: { contractId: string }) =>
      (await Contract.findById(contractId).lean())?.terms
    expect(await terms(first)).toMatchObject({ feeRate: 1_000, confirmHours: 72, settings: 0 })
    expect(await terms(second)).toMatchObject({ feeRate: 2_000, confirmHours: 24, settings: 1 })
  })

  it.each([
    ['a share above all', { feeRate: 10_001 }],
    ['a negative amount', { visitFee: { most: -1 } }],
    ['a fraction', { confirmHours: 1.5 }],
    ['a limit that nobody knows', { limits: { somethingElse: { most: 1 } } }],
    ['a setting that nobody knows', { somethingElse: 1 }],
    ['a day that is none', { bankHolidays: { '2026-13-01': true } }],
  ])('refuse %s', async (_what, body) => {
    expect((await put(await anAdmin(), body)).status).toBe(400)
    expect(await SettingsVersion.countDocuments()).toBe(0)
  })

  it('are for admins alone', async () => {
    expect((await put(await aModerator(), { feeRate: 0 })).status).toBe(403)
  })

  it('are not changed by who saw an older version', async () => {
    const admin = await anAdmin()
    await put(admin, { feeRate: 900 })
    const { body } = await put(admin, { feeRate: 800, version: 0 })
    expect(body.code).toBe('SETTINGS_CHANGED')
    expect((await put(admin, { feeRate: 800, version: 1 })).status).toBe(200)
  })

  it('that are changed many times at once all apply, each in a version of its own', async () => {
    // Prepare
    const admin = await anAdmin()
    const names = Object.keys(DEFAULT_SETTINGS.limits)
    // Act
    await Promise.all(
      names.map((name, i) => changeSettings({ limits: { [name]: { most: 500_000 + i } } }, admin)),
    )
    // Assess
    expect(await SettingsVersion.countDocuments()).toBe(names.length)
    const { limits } = await currentSettings()
    expect(Object.values(limits).map(({ most }) => most)).toEqual(names.map((_, i) => 500_000 + i))
  })
})
