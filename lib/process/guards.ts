import type { ErrorCode } from '#lib/errors/codes.ts'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import { isAppealOpen } from '#lib/process/decided-changes.ts'
import type { JobWithContract } from '#lib/process/job-with-contract.ts'
import { deadlineWithPauses } from '#lib/process/pauses.ts'
import { type Guard, GUARDS, type Transition } from '#lib/process/process.ts'
import { amountToDecide } from '#lib/process/settlement.ts'

/** What a request for a transition brings with it. */
export interface TransitionInput {
  readonly reason?: string | undefined
  readonly quoteId?: string | undefined
}

/** The code of the first guard of a transition that fails now; null where all of them hold. */
export function failedGuard(
  transition: Transition,
  jobWithContract: JobWithContract,
  input: TransitionInput,
  now: Date,
): ErrorCode | null {
  const failed = transition.needs.find((guard) => !holds(guard, jobWithContract, input, now))
  return failed ? GUARDS[failed] : null
}

function holds(guard: Guard, { job, contract }: JobWithContract, input: TransitionInput, now: Date): boolean {
  switch (guard) {
    case 'paid':
      return contract !== null && (contract.payment === 'Held' || contract.payment === 'Cash')
    case 'quoteNamed':
      return input.quoteId !== undefined
    case 'reasonGiven':
      return input.reason !== undefined
    case 'nobodyCame':
      return hasNobodyCome(contract, now)
    case 'disputable':
      return isDisputable({ job, contract }, now)
    case 'appealable':
      return isAppealable(contract, now)
    case 'awaitsConfirmation':
      return contract?.status === 'Active'
    case 'nothingHeld':
      return contract === null || amountToDecide(contract) === 0
  }
}

const hasNobodyCome = (contract: ContractRecord | null, now: Date): boolean =>
  contract?.agreedAt != null && now >= deadlineWithPauses(contract.agreedAt, 'noShowHours', contract)

function isDisputable({ job, contract }: JobWithContract, now: Date): boolean {
  if (contract?.decided) return false // staff have decided it once: an appeal is the way
  const until = disputeDeadline({ job, contract })
  return until === null || now < until
}

const isAppealable = (contract: ContractRecord | null, now: Date): boolean =>
  contract !== null && isAppealOpen(contract, now) && contract.status !== 'Disputed'

/** Until when a completed job can be disputed; null where no deadline runs. */
export function disputeDeadline({ job, contract }: JobWithContract): Date | null {
  if (job.status !== 'Completed' || !job.completedAt || !contract) return null
  return deadlineWithPauses(job.completedAt, 'disputeDays', contract)
}
