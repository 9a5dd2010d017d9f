import type { ContractRecord } from '#lib/model/contract.model.ts'
import type { JobRecord, JobTimer } from '#lib/model/job.model.ts'
import { isOpen, type TimerName } from '#lib/model/job-status.ts'
import type { Terms } from '#lib/model/terms.ts'
import { addMs, HOUR } from '#lib/platform/clock.ts'
import { addDuration, type Durations, durationsFor } from '#lib/process/durations.ts'
import { type StartTime, type TimerRule, TIMERS } from '#lib/process/process.ts'

type TimedJob = Pick<JobRecord, 'status' | 'activityAt' | 'hiredAt' | 'onTheWayAt' | 'completedAt'>
type StartTimes = Readonly<Partial<Record<StartTime, Date | null>>>

const RULES: readonly TimerRule[] = TIMERS

/**
 * The deadline of a job in its present status, by the first rule of TIMERS that fits: when the transition is made if
 * nobody acts, and when people are reminded of that. `null` where silence changes nothing. It is stored with the job
 * at each transition, so that one index finds everything that is due.
 */
export function timerFor(
  job: TimedJob,
  contract: ContractRecord | null,
  settings: Durations,
): JobTimer | null {
  if (!isOpen(job.status) && !contract) return null
  const rule = RULES.find((each) => each.in.includes(job.status) && fits(each, contract))
  if (!rule) return null
  const at = deadlineOf(rule, startTimesOf(job, contract), durationsFor(contract, settings))
  if (!at) return null
  const { name, remindHours } = rule
  return { name, at, remindAt: remindHours === null ? null : addMs(at, -remindHours * HOUR) }
}

/** Until when the client confirms or disputes what the craftsman completed. */
export const confirmationDeadline = (completedAt: Date, terms: Terms): Date | null =>
  deadlineOf(timerNamed('confirmation'), { completedAt }, terms)

/** One rule of TIMERS by its name. */
export function timerNamed(name: TimerName): (typeof TIMERS)[number] {
  const rule = TIMERS.find((each) => each.name === name)
  if (!rule) throw new RangeError(`no timer is called ${name}`)
  return rule
}

function fits(rule: TimerRule, contract: ContractRecord | null): boolean {
  switch (rule.contract) {
    case 'unpaid':
      return contract?.payment === 'Unpaid'
    case 'unconfirmed':
      return contract?.status === 'Active'
    case undefined:
      return true
  }
}

function startTimesOf(job: TimedJob, contract: ContractRecord | null): StartTimes {
  const { activityAt, hiredAt, onTheWayAt, completedAt } = job
  const agreedAt = contract?.agreedAt
  // an agreed time may lie before the hire itself: the days are never counted from before the hire
  const agreedOrHiredAt = agreedAt && hiredAt && hiredAt > agreedAt ? hiredAt : agreedAt
  return { activityAt, hiredAt, agreedAt: agreedOrHiredAt, onTheWayAt, completedAt }
}

/** Counted from the first time of the rule that is known. */
function deadlineOf({ counts }: TimerRule, times: StartTimes, durations: Durations): Date | null {
  for (const { from, term } of counts) {
    const start = times[from]
    if (start) return addDuration(start, term, durations)
  }
  return null
}
