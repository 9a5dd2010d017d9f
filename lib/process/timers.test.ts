import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import type { Settings } from '#lib/model/settings-version.model.ts'
import { addMs, DAY, HOUR } from '#lib/platform/clock.ts'
import { DURATION_UNITS, type DurationName } from '#lib/process/durations.ts'
import { type TimerRule, TIMERS } from '#lib/process/process.ts'
import { countsOf } from '#lib/process/process-text.ts'
import { confirmationDeadline, timerFor } from '#lib/process/timers.ts'
import { DEFAULT_SETTINGS } from '#lib/settings/settings.ts'

const NAMES = Object.keys(DURATION_UNITS) as DurationName[]
const BEGIN = new Date('2026-11-02T09:00:00Z')

/** Settings with other durations, no two of them the same. */
const settingsWithOtherDurations = fc
  .uniqueArray(fc.integer({ min: 1, max: 400 }), { minLength: NAMES.length, maxLength: NAMES.length })
  .map((lengths): Settings => {
    const durations = Object.fromEntries(NAMES.map((name, place) => [name, lengths[place]]))
    return { ...DEFAULT_SETTINGS, ...durations }
  })

/** A moment of its own for every time, with the agreed time after the hire. */
const TIMES = {
  activityAt: BEGIN,
  hiredAt: addMs(BEGIN, HOUR),
  agreedAt: addMs(BEGIN, 5 * DAY),
  onTheWayAt: addMs(BEGIN, 6 * DAY),
  completedAt: addMs(BEGIN, 7 * DAY),
}

type Start = TimerRule['counts'][number]['from']

/** A contract that a timer of the table runs for; `missing` are times that it and its job do not have. */
function sceneFor({ in: statuses, contract }: TimerRule, terms: Settings, missing: readonly Start[]) {
  const times = { ...TIMES, ...Object.fromEntries(missing.map((time) => [time, null])) }
  const { agreedAt } = times
  const payment = contract === 'unpaid' ? 'Unpaid' : 'Held'
  return statuses.map((status) => ({
    job: { ...times, status },
    contract:
      status === 'Posted' || status === 'Quoted'
        ? null
        : ({ status: 'Active', payment, agreedAt, terms } as unknown as ContractRecord),
  }))
}

const unitOf = (term: DurationName): number => (/Hours/.test(term) ? HOUR : DAY)

const COUNTS = (TIMERS as readonly TimerRule[]).flatMap((rule) =>
  rule.counts.map(({ from, term }, place) => ({
    rule,
    name: rule.name,
    from,
    term,
    missing: rule.counts.slice(0, place).map((earlier) => earlier.from),
  })),
)

describe('what the table says of a timer is what decides', () => {
  it.each(COUNTS)('$name ends by $term after $from', ({ rule, from, term, missing }) => {
    fc.assert(
      fc.property(settingsWithOtherDurations, (settings) => {
        for (const { job, contract } of sceneFor(rule, settings, missing)) {
          const timer = timerFor(job, contract, settings)
          const at = addMs(TIMES[from], settings[term] * unitOf(term))
          expect(timer).toMatchObject({ name: rule.name, at })
          const lead = (rule.remindHours ?? 0) * HOUR
          expect(timer?.remindAt).toEqual(rule.remindHours === null ? null : addMs(at, -lead))
        }
      }),
      { numRuns: 50 },
    )
  })

  it.each(COUNTS)('$name names its figure of $term', ({ rule, term }) => {
    fc.assert(
      fc.property(settingsWithOtherDurations, (settings) => {
        const length = settings[term]
        const unit = unitOf(term) === HOUR ? 'hour' : 'day'
        expect(countsOf(rule, settings)).toContain(`${length} ${unit}${length === 1 ? '' : 's'} from `)
      }),
      { numRuns: 50 },
    )
  })

  it.each(COUNTS.filter(({ name }) => name !== 'openJob'))(
    '$name goes by the terms of the contract, not by later settings',
    ({ rule, from, term, missing }) => {
      const later: Settings = { ...DEFAULT_SETTINGS, [term]: DEFAULT_SETTINGS[term] + 1 }
      for (const { job, contract } of sceneFor(rule, DEFAULT_SETTINGS, missing)) {
        const at = addMs(TIMES[from], DEFAULT_SETTINGS[term] * unitOf(term))
        expect(timerFor(job, contract, later)).toMatchObject({ name: rule.name, at })
      }
    },
  )

  it('never counts the days after an agreed time from before the hire', () => {
    const rule = TIMERS.find(({ name }) => name === 'idleHire') as TimerRule
    for (const { job, contract } of sceneFor(rule, DEFAULT_SETTINGS, [])) {
      const early = contract && { ...contract, agreedAt: addMs(TIMES.hiredAt, -DAY) }
      const at = addMs(TIMES.hiredAt, DEFAULT_SETTINGS.hireLapseDays * DAY)
      expect(timerFor(job, early, DEFAULT_SETTINGS)).toMatchObject({ name: 'idleHire', at })
    }
  })

  it('gives the contract the same deadline for its confirmation as the job', () => {
    const rule = TIMERS.find(({ name }) => name === 'confirmation') as TimerRule
    for (const { job, contract } of sceneFor(rule, { ...DEFAULT_SETTINGS, confirmHours: 5 }, [])) {
      const timer = contract && timerFor(job, contract, DEFAULT_SETTINGS)
      expect(timer?.at).toEqual(contract && confirmationDeadline(job.completedAt, contract.terms))
    }
  })

  it('runs nothing where the contract is missing, confirmed, or the job is at its end', () => {
    const job = { ...TIMES, status: 'Completed' as const }
    const contract = { status: 'Completed', payment: 'Released', terms: DEFAULT_SETTINGS, agreedAt: null }
    expect(timerFor(job, contract as unknown as ContractRecord, DEFAULT_SETTINGS)).toBeNull()
    expect(timerFor({ ...job, status: 'Hired' }, null, DEFAULT_SETTINGS)).toBeNull()
    expect(timerFor({ ...job, status: 'Cancelled' }, null, DEFAULT_SETTINGS)).toBeNull()
    expect(timerFor({ ...job, status: 'Disputed' }, null, DEFAULT_SETTINGS)).toBeNull()
  })
})
