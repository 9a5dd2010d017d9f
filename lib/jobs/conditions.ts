import type { ErrorCode } from '#lib/errors/codes.ts'
import type { JobCase } from '#lib/jobs/job-case.ts'
import { CONDITIONS, type Condition, type Move } from '#lib/jobs/process.ts'
import { heldFor } from '#lib/jobs/settlement.ts'
import { DAY, HOUR, after } from '#lib/platform/clock.ts'

/** What someone says with a move. */
export interface MoveWords {
  readonly reason?: string | undefined
  readonly quoteId?: string | undefined
}

/** Why a move of the table cannot be made now (the first condition that fails), or null where it can. */
export function obstacleTo(move: Move, jobCase: JobCase, words: MoveWords, now: Date): ErrorCode | null {
  const failing = move.needs.find((condition) => !holds(condition, jobCase, words, now))
  return failing ? CONDITIONS[failing] : null
}

function holds(condition: Condition, { job, contract }: JobCase, words: MoveWords, now: Date): boolean {
  switch (condition) {
    case 'paid':
      return contract !== null && (contract.payment === 'Held' || contract.payment === 'Cash')
    case 'quoteNamed':
      return words.quoteId !== undefined
    case 'reasonGiven':
      return words.reason !== undefined
    case 'nobodyCame':
      return contract?.agreedAt != null && now >= after(contract.agreedAt, contract.terms.noShowHours * HOUR)
    case 'disputable': {
      const until = disputableUntil({ job, contract })
      return until === null || now < until
    }
    case 'awaitsConfirmation':
      return contract?.status === 'Active'
    case 'nothingHeld':
      return contract === null || heldFor(contract) === 0
  }
}

/** Until when a completed job can be disputed; null where no deadline runs. */
export function disputableUntil({ job, contract }: JobCase): Date | null {
  if (job.status !== 'Completed' || !job.completedAt || !contract) return null
  return after(job.completedAt, contract.terms.disputeDays * DAY)
}
