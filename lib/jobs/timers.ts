import type { ContractRecord } from '#lib/contracts/contract.model.ts'
import type { JobRecord, JobTimer } from '#lib/jobs/job.model.ts'
import { TIMERS, type TimerName } from '#lib/jobs/process.ts'
import { DAY, HOUR, after } from '#lib/platform/clock.ts'

type Timed = Pick<JobRecord, 'status' | 'activityAt' | 'hiredAt' | 'onTheWayAt' | 'completedAt'>

/** How long an open job may lie still, by the settings. */
export interface OpenJobTerms {
  readonly openJobDays: number
}

/**
 * The deadline that runs for a job in its present status: what happens at it when nobody acts, and when
 * its people are reminded. `null` where silence changes nothing. Stored with the job at each move, so
 * that one index finds all that is due.
 */
export function timerFor(
  job: Timed,
  contract: ContractRecord | null,
  { openJobDays }: OpenJobTerms,
): JobTimer | null {
  switch (job.status) {
    case 'Posted':
    case 'Quoted':
      return timer('openJob', after(job.activityAt, openJobDays * DAY))
    case 'Hired':
      return contract && job.hiredAt ? hireTimer(job.hiredAt, contract) : null
    case 'On The Way':
      return contract && job.onTheWayAt
        ? timer('endlessVisit', after(job.onTheWayAt, contract.terms.visitStallDays * DAY))
        : null
    case 'Completed':
      return contract?.status === 'Active' && contract.confirmBy
        ? timer('confirmation', contract.confirmBy)
        : null
    case 'Disputed':
    case 'Cancelled':
      return null
  }
}

function hireTimer(hiredAt: Date, { payment, agreedAt, terms }: ContractRecord): JobTimer {
  if (payment === 'Unpaid') return timer('unpaidHire', after(hiredAt, terms.unpaidHours * HOUR))
  // an agreed time may lie before the hire itself: the days are never counted from before it
  const from = agreedAt && agreedAt > hiredAt ? agreedAt : hiredAt
  return timer('idleHire', after(from, (agreedAt ? terms.hireLapseDays : terms.hireLapseDaysUnagreed) * DAY))
}

function timer(name: TimerName, at: Date): JobTimer {
  const remindHours = TIMERS.find((known) => known.name === name)?.remindHours
  return { name, at, remindAt: remindHours == null ? null : after(at, -remindHours * HOUR) }
}
