import type { ContractRecord } from '#lib/model/contract.model.ts'
import { addMs } from '#lib/platform/clock.ts'

/**
 * When something is over that began to run at `start`: later by each dispute that was withdrawn, if it began before that
 * and ended after `start`. So both parties have the time that was left when the dispute began, as its timer has.
 */
export const afterPauses = (start: Date, until: Date, pauses: ContractRecord['pauses'] = []): Date =>
  pauses.reduce(
    (later, { from, ms }) => (from < later && addMs(from, ms) > start ? addMs(later, ms) : later),
    until,
  )
