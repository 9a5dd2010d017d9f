import type { Cancellation, ContractRecord } from '#lib/model/contract.model.ts'
import type { CancelledBy, Fault } from '#lib/model/contract-status.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { TransitionContext } from '#lib/process/apply-transition.ts'
import { deadlineWithPauses } from '#lib/process/pauses.ts'
import type { Transition } from '#lib/process/process.ts'
import type { Split } from '#lib/process/settlement.ts'

interface Cancelling {
  readonly transition: Transition
  readonly contract: ContractRecord
  /** How the money is split in all; null where there was none. */
  readonly split: Readonly<Record<keyof Split, number>> | null
  readonly context: Pick<TransitionContext, 'by' | 'at' | 'decision'>
}

/** The record of how a contract was cancelled. A contract that staff call completed after all has none. */
export function cancellationChanges({
  transition,
  contract,
  split,
  context,
}: Cancelling): Partial<ContractRecord> {
  if (transition.to !== 'Cancelled') {
    return transition.money === 'decided' && contract.cancellation ? { cancellation: null } : {}
  }
  const { client = 0, craftsman = 0, platform = 0 } = split ?? {}
  const cancellation: Cancellation = {
    by: cancelledBy(contract, context.by),
    fault: faultOf(transition, contract, context),
    client: Math.max(client, contract.decided?.client ?? 0), // what was refunded before an appeal stays refunded
    craftsman,
    platform,
    at: context.at,
  }
  return { cancellation }
}

/** Whose fault a cancellation is, by the table of transitions. */
function faultOf(
  transition: Pick<Transition, 'fault'>,
  contract: Pick<
    ContractRecord,
    'client' | 'craftsman' | 'agreedAt' | 'createdAt' | 'terms' | 'payment' | 'pauses'
  >,
  { by, at, decision }: Cancelling['context'],
): Fault {
  switch (transition.fault) {
    case 'client':
    case 'craftsman':
      return transition.fault
    case 'absentElseActor': {
      const actor = cancelledBy(contract, by)
      if (actor === 'staff') return 'nobody'
      if (isAbsent(contract, at)) return 'craftsman'
      return actor === 'timer' ? 'nobody' : actor
    }
    case 'asDecided':
      return decision?.fault ?? 'nobody'
    case undefined:
      return 'nobody'
  }
}

/**
 * Whether the craftsman had not set out though they could have: a time was agreed, what has to be paid ahead was paid,
 * and `noShowHours` have passed since. A hire that came after its agreed time counts from the hire.
 */
export function isAbsent(
  contract: Pick<ContractRecord, 'agreedAt' | 'createdAt' | 'terms' | 'payment' | 'pauses'>,
  at: Date,
): boolean {
  const { agreedAt, createdAt, payment } = contract
  if (!agreedAt || payment === 'Unpaid') return false
  const from = agreedAt > createdAt ? agreedAt : createdAt
  return at >= deadlineWithPauses(from, 'noShowHours', contract)
}

function cancelledBy(
  { client, craftsman }: Pick<ContractRecord, 'client' | 'craftsman'>,
  by: TransitionContext['by'],
): CancelledBy {
  if (by === null) return 'timer'
  if (by === idOf<'User'>(client)) return 'client'
  return by === idOf<'User'>(craftsman) ? 'craftsman' : 'staff'
}
