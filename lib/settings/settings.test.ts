import { describe, expect, it } from 'vitest'
import { SettingsVersion } from '#lib/model/settings-version.model.ts'
import { currentSettings, DEFAULT_SETTINGS, forgetSettings } from '#lib/settings/settings.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

describe('the settings', () => {
  it('are the defaults until staff change one', async () => {
    forgetSettings()
    expect(await currentSettings()).toEqual(DEFAULT_SETTINGS)
    expect(DEFAULT_SETTINGS).toMatchObject({ feeRate: 1_000, confirmHours: 72, openInvitationsPerJob: 20 })
  })

  it('use what the newest version overrides, also within a group, and the defaults for the rest', async () => {
    const at = new Date()
    await SettingsVersion.create([
      { version: 2, values: { feeRate: 800, limits: { jobsPerDay: { most: 5, minutes: 60 } } }, at },
      { version: 1, values: { feeRate: 1_200, confirmHours: 24 }, at },
    ])
    forgetSettings()
    const settings = await currentSettings()
    expect(settings).toMatchObject({ version: 2, feeRate: 800, confirmHours: 72 })
    expect(settings.limits.jobsPerDay).toEqual({ most: 5, minutes: 60 })
    expect(settings.limits.failedLogins).toEqual({ most: 10, minutes: 15 })
  })

  it('are read once a minute, not once a request', async () => {
    await currentSettings()
    await SettingsVersion.create([{ version: 3, values: { feeRate: 1 }, at: new Date() }])
    expect((await currentSettings()).version).toBe(2)
    forgetSettings()
    expect((await currentSettings()).version).toBe(3)
    await SettingsVersion.deleteMany({})
    forgetSettings()
  })

  it('cannot store a version twice', async () => {
    const save = () => SettingsVersion.create([{ version: 9, values: {}, at: new Date() }])
    const outcomes = await Promise.allSettled([save(), save()])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})
