import type * as z from 'zod'
import type { settingsView } from '#lib/administration/settings.schemas.ts'
import { type PersonRecord, toPersonView, withPerson } from '#lib/embedded/person.ts'
import { type SettingsRecord, SettingsVersion } from '#lib/model/settings-version.model.ts'
import { settingsOf } from '#lib/settings/settings.ts'

type VersionWithWriter = Omit<SettingsRecord, 'by'> & { by: PersonRecord | null }

/** The settings of now, with their version, who made it and when; the defaults are version 0. */
export async function getSettings(): Promise<z.input<typeof settingsView>> {
  const [newest] = await SettingsVersion.aggregate<VersionWithWriter>([
    { $sort: { version: -1 } },
    { $limit: 1 },
    ...withPerson('by'),
  ])
  const { bankHolidays, ...settings } = settingsOf(newest ?? null)
  return {
    ...settings,
    bankHolidays: { ...bankHolidays },
    feeDebt: { ...settings.feeDebt, remindDays: [...settings.feeDebt.remindDays] },
    changedBy: newest?.by ? toPersonView(newest.by) : null,
    changedAt: newest?.at.toISOString() ?? null,
  }
}
