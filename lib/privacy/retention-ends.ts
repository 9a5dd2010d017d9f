import type { Retention } from '#lib/model/settings-version.model.ts'
import { addMs, DAY } from '#lib/platform/clock.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/** What is older than this has been kept for long enough. */
export const endOf = async (what: keyof Retention, now: Date): Promise<Date> =>
  addMs(now, -(await currentSettings()).retention[what] * DAY)

/** The verifications whose documents nobody needs any more. */
export const OVER = ['Rejected', 'Expired'] as const
