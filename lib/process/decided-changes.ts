import type { ContractRecord } from '#lib/model/contract.model.ts'
import type { ContractPayment } from '#lib/model/contract-status.ts'
import { asPiastres, max, ZERO } from '#lib/platform/piastres.ts'
import type { TransitionContext } from '#lib/process/apply-transition.ts'
import { addDuration, type Durations, durationsFor } from '#lib/process/durations.ts'
import type { Transition } from '#lib/process/process.ts'
import { amountToDecide, isAppealed, isFeeOpen, type Split, splitsOfAppeal } from '#lib/process/settlement.ts'

/** Until when a decision of `at` about a contract can be appealed against. */
export const appealDeadline = (
  at: Date,
  contract: Pick<ContractRecord, 'terms'>,
  settings: Durations,
): Date => addDuration(at, 'appealHours', durationsFor(contract, settings))

/** Whether the money of a contract may still change: a party can appeal against its decision, or has. */
export const isAppealOpen = ({ decided }: Pick<ContractRecord, 'decided'>, now: Date): boolean =>
  decided != null && !decided.isFinal && decided.until > now

interface Deciding {
  readonly transition: Transition
  readonly contract: ContractRecord
  readonly split: Split
  readonly context: TransitionContext
  readonly settings: Durations
}

/**
 * What a decision of staff changes in the contract. The first one keeps its split, and freezes the craftsman's part
 * until the time to appeal is over. The one after an appeal is final.
 */
export function decidedChanges(deciding: Deciding): Partial<ContractRecord> {
  const { contract, split, context, settings } = deciding
  if (isAppealed(contract)) return finalChanges(deciding)
  return {
    decided: {
      ...split,
      isFeeOpen: isFeeOpen(contract),
      until: appealDeadline(context.at, contract, settings),
      isFinal: false,
    },
    frozen: max(ZERO, split.craftsman),
  }
}

function finalChanges({ transition, contract, context }: Deciding): Partial<ContractRecord> {
  const made = context.decision ?? { client: ZERO, craftsman: ZERO, waiveFee: false }
  const { first, final } = splitsOfAppeal(transition.to, contract, made)
  const wasOpen = contract.decided?.isFeeOpen ?? false
  const whole = amountToDecide(contract)
  const toClient = max(first.client, final.client)
  const payment: ContractPayment = wasOpen && toClient === whole ? 'Refunded' : 'Split'
  return {
    decided: { ...final, isFeeOpen: wasOpen, until: context.at, isFinal: true },
    frozen: ZERO,
    feeBooked: asPiastres((contract.feeBooked ?? 0) + final.platform - first.platform),
    ...(toClient > 0 && { payment }),
  }
}
