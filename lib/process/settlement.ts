import type { ContractRecord } from '#lib/model/contract.model.ts'
import type { Fault } from '#lib/model/contract-status.ts'
import type { PaymentType } from '#lib/model/job-status.ts'
import type { Terms } from '#lib/model/terms.ts'
import { asPiastres, max, min, type Piastres, shareOf, subtract, ZERO } from '#lib/platform/piastres.ts'
import type { MoneyRule, Transition } from '#lib/process/process.ts'

/**
 * How the held money is split, in piastres. The three parts add up to it. If the fee is more than what is held (Cash
 * holds nothing), the craftsman's part is negative: that is their debt.
 */
export interface Split {
  readonly client: Piastres
  readonly craftsman: Piastres
  readonly platform: Piastres
}

/** How staff split what a dispute holds. The platform bears a fee that is waived. */
export interface Decision {
  readonly client: Piastres
  readonly craftsman: Piastres
  readonly waiveFee: boolean
  /** Whose fault the cancellation was, if staff say so. */
  readonly fault?: Fault | undefined
}

type HeldContract = Pick<
  ContractRecord,
  'price' | 'platformFee' | 'deposit' | 'paymentType' | 'payment' | 'status' | 'frozen'
>
type ContractForSettlement = HeldContract &
  Pick<ContractRecord, 'terms' | 'confirmedAt' | 'feeBooked' | 'decided'>

/**
 * What is held for a contract now: the price (Escrow), the deposit (CashProtected) or nothing (Cash). In a dispute
 * after the release it is the part of the earnings that the dispute froze.
 */
export function heldAmount({ price, deposit, paymentType, payment, status, frozen }: HeldContract): Piastres {
  if (payment === 'Held') return asPiastres(paymentType === 'Escrow' ? price : deposit)
  return status === 'Disputed' ? asPiastres(frozen ?? 0) : ZERO
}

/** Whether an appeal runs against the decision about a contract. */
export const isAppealed = ({ status, decided }: Pick<ContractRecord, 'status' | 'decided'>): boolean =>
  status === 'Disputed' && decided != null

/** What staff have to split: what is held; after an appeal, all that the first decision split. */
export function amountToDecide(contract: HeldContract & Pick<ContractRecord, 'decided'>): Piastres {
  const { decided } = contract
  if (!decided || !isAppealed(contract)) return heldAmount(contract)
  return asPiastres(decided.client + decided.craftsman + decided.platform)
}

/** The fee for a price by the terms, rounded half up once. The craftsman gets the rest. */
export const feeOf = (price: Piastres, { feeRate }: Pick<Terms, 'feeRate'>): Piastres =>
  shareOf(price, feeRate)

/** The deposit that CashProtected asks for ahead; 0 for the other payment types. */
export function depositOf(
  price: Piastres,
  paymentType: PaymentType,
  { deposit }: Pick<Terms, 'deposit'>,
): Piastres {
  if (paymentType !== 'CashProtected') return ZERO
  return min(price, max(shareOf(price, deposit.rate), deposit.least))
}

/** What the craftsman gets for a visit in vain: a share of the price, capped, and at most what is held. */
function visitFeeOf(contract: ContractForSettlement): Piastres {
  const { rate, most } = contract.terms.visitFee
  return min(heldAmount(contract), min(shareOf(asPiastres(contract.price), rate), most))
}

/**
 * How a transition splits what is held. `GET .../actions` shows this split, and the transition posts the same one.
 * `null` where the transition splits nothing, or where staff have not decided yet.
 */
export function splitOf(
  { money, to }: Pick<Transition, 'money' | 'to'>,
  contract: ContractForSettlement | null,
  decision?: Decision,
): Split | null {
  if (money !== 'decided' || !contract) return splitBy(money, contract)
  if (!decision && amountToDecide(contract) > 0) return null
  const made = decision ?? { client: ZERO, craftsman: ZERO, waiveFee: false }
  return isAppealed(contract) ? changeByAppeal(to, contract, made) : splitDecided(to, contract, made)
}

/** The split of the first decision, and the one that staff decide on after the appeal: each of the whole amount. */
export function splitsOfAppeal(
  to: Transition['to'],
  contract: ContractForSettlement,
  decision: Decision,
): { readonly first: Split; readonly final: Split } {
  const { client = 0, craftsman = 0, platform = 0, isFeeOpen: wasOpen = false } = contract.decided ?? {}
  const before: ContractForSettlement = {
    ...contract,
    payment: wasOpen ? 'Held' : 'Released',
    feeBooked: (contract.feeBooked ?? 0) - platform,
  }
  const first = {
    client: asPiastres(client),
    craftsman: asPiastres(craftsman),
    platform: asPiastres(platform),
  }
  return { first, final: splitDecided(to, before, decision) }
}

/**
 * What an appeal changes. The refund to the client has gone: if they are granted less now, they keep it, and the
 * platform bears the difference.
 */
function changeByAppeal(to: Transition['to'], contract: ContractForSettlement, decision: Decision): Split {
  const { first, final } = splitsOfAppeal(to, contract, decision)
  const borne = max(ZERO, subtract(first.client, final.client))
  return {
    client: max(ZERO, subtract(final.client, first.client)),
    craftsman: subtract(final.craftsman, first.craftsman),
    platform: subtract(subtract(final.platform, first.platform), borne),
  }
}

const NO_SPLIT: Split = { client: ZERO, craftsman: ZERO, platform: ZERO }

/** The split by a money rule that needs no decision of staff. */
export function splitBy(rule: MoneyRule, contract: ContractForSettlement | null): Split | null {
  const held = contract ? heldAmount(contract) : ZERO
  switch (rule) {
    case 'keep':
    case 'ask':
      return contract === null ? NO_SPLIT : null
    case 'decided':
      return held === 0 ? NO_SPLIT : null
    case 'refund':
      return { ...NO_SPLIT, client: held }
    case 'visitFee': {
      if (!contract) return NO_SPLIT
      const fee = visitFeeOf(contract)
      return { ...NO_SPLIT, client: subtract(held, fee), craftsman: fee }
    }
    case 'release': {
      if (!contract || !isFeeOpen(contract)) return NO_SPLIT
      const platform = asPiastres(contract.platformFee)
      return { ...NO_SPLIT, craftsman: subtract(held, platform), platform }
    }
  }
}

/** Whether the fee is not booked yet. It is booked with the held money, or when a Cash job is confirmed for the first time. */
export const isFeeOpen = ({ payment, confirmedAt }: ContractForSettlement): boolean =>
  payment === 'Held' || (payment === 'Cash' && confirmedAt == null)

/**
 * The split that staff decided. Completed: the fee is for all that the craftsman keeps of the price. Cancelled: it is
 * for what they are granted, so nothing for Cash. The fee comes out of their part; what their part does not cover is
 * their debt. A fee that was booked before the dispute stays; if it is waived, the platform gives it back.
 */
function splitDecided(
  to: Transition['to'],
  contract: ContractForSettlement,
  { client, craftsman, waiveFee }: Decision,
): Split {
  if (!isFeeOpen(contract)) {
    const waived = waiveFee ? asPiastres(contract.feeBooked ?? 0) : ZERO
    return { client, craftsman: asPiastres(craftsman + waived), platform: subtract(ZERO, waived) }
  }
  const kept = to === 'Completed' ? subtract(asPiastres(contract.price), client) : craftsman
  const platform = waiveFee ? ZERO : feeOf(kept, contract.terms)
  return { client, craftsman: subtract(craftsman, platform), platform }
}
