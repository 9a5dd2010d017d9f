import type { ContractRecord } from '#lib/model/contract.model.ts'
import { addMs } from '#lib/platform/clock.ts'
import { addDuration, type DurationName } from '#lib/process/durations.ts'

/**
 * When a duration of a contract's terms is over that began at `start`: later by each dispute that was withdrawn, if it
 * began before that and ended after `start`. So both parties have the time that was left when the dispute began, as the
 * job's timer has.
 */
export const deadlineWithPauses = (
  start: Date,
  name: DurationName,
  { terms, pauses = [] }: Pick<ContractRecord, 'terms' | 'pauses'>,
): Date =>
  pauses.reduce(
    (until, { from, ms }) => (from < until && addMs(from, ms) > start ? addMs(until, ms) : until),
    addDuration(start, name, terms),
  )
