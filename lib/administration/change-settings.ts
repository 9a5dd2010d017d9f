import { isDeepStrictEqual } from 'node:util'
import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { getSettings } from '#lib/administration/get-settings.ts'
import type { SettingsChange } from '#lib/administration/settings.schemas.ts'
import { fail } from '#lib/errors/app-error.ts'
import { saveResponse } from '#lib/idempotency/save-response.ts'
import {
  type LimitName,
  type Settings,
  SettingsVersion,
  type StoredSettings,
} from '#lib/model/settings-version.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate, objectId } from '#lib/platform/mongo.ts'
import { forgetSettings, settingsOf } from '#lib/settings/settings.ts'

/**
 * Change settings, by an admin. What is left out stays, also within a group.
 * 1. if the admin names the version that they saw, it is still the newest (SETTINGS_CHANGED)
 * 2. one transaction: the next version, with who and when; the activity log, with the old and the new values. A change
 *    of nothing makes no version
 * If two changes come at once, both make a version, the later one upon the earlier. Contracts keep the terms that they
 * were made with. Functions that run read the new version within a minute.
 */
export async function changeSettings(
  change: SettingsChange,
  admin: { readonly id: UserId },
  /** What has to be stored with it, first of all. */
  before?: (tx: ClientSession) => Promise<void>,
) {
  for (;;) {
    try {
      await inTransaction(async (tx) => {
        await before?.(tx)
        await storeVersion(tx, change, admin.id)
        await saveResponse(tx, null) // none of its requests has a key; this is where a rehearsal ends
      })
      break
    } catch (error) {
      if (!isDuplicate(error, 'version')) throw error
    }
  }
  forgetSettings()
  return getSettings()
}

/** Stores the next version, in the caller's transaction. */
async function storeVersion(
  tx: ClientSession,
  { version: seen, ...change }: SettingsChange,
  admin: UserId,
): Promise<void> {
  const newest = await SettingsVersion.findOne({}, null, { session: tx }).sort({ version: -1 }).lean()
  const before = settingsOf(newest)
  if (seen !== undefined && seen !== before.version) throw fail('SETTINGS_CHANGED')
  const values = merged(newest?.values ?? {}, change, before)
  const version = before.version + 1
  const after = settingsOf({ version, values })
  const changes = differences(before, after)
  if (Object.keys(changes.to).length === 0) return
  const versionId = newId<'SettingsVersion'>()
  await SettingsVersion.create([{ _id: versionId, version, values, by: objectId(admin), at: clock() }], {
    session: tx,
  })
  await logActivity(tx, {
    actor: admin,
    action: 'settings.change',
    target: { kind: 'Settings', id: versionId },
    details: { version, ...changes },
  })
}

/** The values of a version with a change on top. Groups are merged name by name. */
function merged(
  stored: StoredSettings,
  change: Omit<SettingsChange, 'version'>,
  before: Settings,
): StoredSettings {
  const { limits, visitFee, deposit, feeDebt, retention, ...plain } = change
  const changedLimits = Object.entries(limits ?? {}).map(([name, allowance]) => [
    name,
    { ...before.limits[name as LimitName], ...allowance },
  ])
  return {
    ...stored,
    ...plain,
    ...(visitFee && { visitFee: { ...stored.visitFee, ...visitFee } }),
    ...(deposit && { deposit: { ...stored.deposit, ...deposit } }),
    ...(feeDebt && { feeDebt: { ...stored.feeDebt, ...feeDebt } }),
    ...(retention && { retention: { ...stored.retention, ...retention } }),
    ...(limits && { limits: { ...stored.limits, ...Object.fromEntries(changedLimits) } }),
  } as StoredSettings // the schema has checked each value
}

/** What differs between two versions, by the name of the setting. */
function differences(before: Settings, after: Settings) {
  const names = (Object.keys(after) as (keyof Settings)[]).filter(
    (name) => name !== 'version' && !isDeepStrictEqual(before[name], after[name]),
  )
  return {
    from: Object.fromEntries(names.map((name) => [name, before[name]])),
    to: Object.fromEntries(names.map((name) => [name, after[name]])),
  }
}
