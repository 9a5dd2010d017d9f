import type { ContractRecord } from '#lib/model/contract.model.ts'
import type { Settings } from '#lib/model/settings-version.model.ts'
import { addMs, DAY, HOUR } from '#lib/platform/clock.ts'
import { type DurationUnit, formatDuration } from '#lib/platform/format-duration.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** The durations that the process uses, with their units. Their values are settings; a contract keeps its own. */
export const DURATION_UNITS = {
  openJobDays: 'day',
  unpaidHours: 'hour',
  hireLapseDays: 'day',
  hireLapseDaysUnagreed: 'day',
  noShowHours: 'hour',
  visitStallDays: 'day',
  confirmHours: 'hour',
  disputeDays: 'day',
  appealHours: 'hour',
  disputeHours: 'hour',
  disputeAnswerHours: 'hour',
  disputeEscalationHours: 'hour',
} as const satisfies Partial<Record<keyof Settings, DurationUnit>>

export type DurationName = keyof typeof DURATION_UNITS

/** The values of the durations: all settings have them, and the terms of a contract have most of them. */
export type Durations = Readonly<Partial<Record<DurationName, number>>>

/** The durations that apply to a job: those of its contract, and the settings of now for what it does not keep. */
export const durationsFor = (
  contract: Pick<ContractRecord, 'terms'> | null,
  settings: Durations,
): Durations => ({ ...settings, ...contract?.terms })

const UNIT_MS: Readonly<Record<DurationUnit, number>> = { hour: HOUR, day: DAY }

/** The instant that lies one duration after `from`. */
export const addDuration = (from: Date, name: DurationName, durations: Durations): Date =>
  addMs(from, lengthOf(name, durations) * UNIT_MS[DURATION_UNITS[name]])

/** A duration as people read it, in one language. */
export const durationText = (name: DurationName, durations: Durations, locale: Locale): string =>
  formatDuration(lengthOf(name, durations), DURATION_UNITS[name], locale)

function lengthOf(name: DurationName, durations: Durations): number {
  const length = durations[name]
  if (length === undefined) throw new RangeError(`there is no duration ${name}`)
  return length
}
