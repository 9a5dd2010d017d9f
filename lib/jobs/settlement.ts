import type { ContractRecord } from '#lib/contracts/contract.model.ts'
import type { Terms } from '#lib/contracts/terms.ts'
import type { Move, MoneyRule, PaymentType } from '#lib/jobs/process.ts'
import { asPiastres, least, minus, most, NOTHING, shareOf, type Piastres } from '#lib/money/piastres.ts'

/**
 * How what is held now is split, in piastres: the three add up to it. Where a fee is more than what is
 * held (Cash holds nothing), the craftsman's part is below zero: that is his debt.
 */
export interface Split {
  readonly client: Piastres
  readonly craftsman: Piastres
  readonly platform: Piastres
}

/** How staff divides what a dispute holds; a waived fee is the platform's gift. */
export interface Decision {
  readonly client: Piastres
  readonly craftsman: Piastres
  readonly waiveFee: boolean
}

type Held = Pick<
  ContractRecord,
  'price' | 'platformFee' | 'deposit' | 'paymentType' | 'payment' | 'status' | 'frozen'
>
type Judged = Held & Pick<ContractRecord, 'terms' | 'confirmedAt' | 'feeBooked'>

/**
 * What is held for a contract now: the price (Escrow), the deposit (CashProtected), nothing (Cash), or after the
 * release what a dispute has frozen of the earnings.
 */
export function heldFor({ price, deposit, paymentType, payment, status, frozen }: Held): Piastres {
  if (payment === 'Held') return asPiastres(paymentType === 'Escrow' ? price : deposit)
  return status === 'Disputed' ? asPiastres(frozen ?? 0) : NOTHING
}

/** The fee of a price by the terms: rounded half up, once; the craftsman gets the rest. */
export const feeOf = (price: Piastres, { feeRate }: Pick<Terms, 'feeRate'>): Piastres =>
  shareOf(price, feeRate)

/** What is paid ahead: all of an Escrow price, a part of CashProtected, nothing of Cash. */
export function depositOf(
  price: Piastres,
  paymentType: PaymentType,
  { deposit }: Pick<Terms, 'deposit'>,
): Piastres {
  if (paymentType !== 'CashProtected') return NOTHING
  return least(price, most(shareOf(price, deposit.rate), deposit.least))
}

/** What the craftsman gets for a way he made for nothing: a share of the price, capped, at most what is held. */
function visitFeeOf(contract: Judged): Piastres {
  const { rate, most: cap } = contract.terms.visitFee
  return least(heldFor(contract), least(shareOf(asPiastres(contract.price), rate), cap))
}

/**
 * What a move does to what is held: the forecast that `GET .../actions` shows and the sums that are then booked
 * are this one function. `null` where the move divides nothing, or staff is still to say how.
 */
export function splitOf(
  { money, to }: Pick<Move, 'money' | 'to'>,
  contract: Judged | null,
  decision?: Decision,
): Split | null {
  if (money !== 'decided' || !contract) return splitBy(money, contract)
  if (!decision && heldFor(contract) > 0) return null
  return splitDecided(to, contract, decision ?? { client: NOTHING, craftsman: NOTHING, waiveFee: false })
}

const nothing: Split = { client: NOTHING, craftsman: NOTHING, platform: NOTHING }

/** The rules that need nobody's decision. */
export function splitBy(rule: MoneyRule, contract: Judged | null): Split | null {
  const held = contract ? heldFor(contract) : NOTHING
  switch (rule) {
    case 'keep':
    case 'ask':
      return contract === null ? nothing : null
    case 'decided':
      return held === 0 ? nothing : null
    case 'refund':
      return { ...nothing, client: held }
    case 'visitFee': {
      if (!contract) return nothing
      const fee = visitFeeOf(contract)
      return { ...nothing, client: minus(held, fee), craftsman: fee }
    }
    case 'release': {
      if (!contract || !isFeeOpen(contract)) return nothing
      const platform = asPiastres(contract.platformFee)
      return { ...nothing, craftsman: minus(held, platform), platform }
    }
  }
}

/** Whether the fee is still to be booked: with what is held, or for a Cash job once, when it is confirmed. */
export const isFeeOpen = ({ payment, confirmedAt }: Judged): boolean =>
  payment === 'Held' || (payment === 'Cash' && confirmedAt == null)

/**
 * As staff decided. Completed: the fee of all that the craftsman keeps of the price; Cancelled: of what he is
 * granted, nothing for Cash. It comes out of his part, and is his debt beyond it. A fee that was booked before the
 * dispute stays as it is; waived, the platform gives it back to him.
 */
function splitDecided(to: Move['to'], contract: Judged, { client, craftsman, waiveFee }: Decision): Split {
  if (!isFeeOpen(contract)) {
    const back = waiveFee ? asPiastres(contract.feeBooked ?? 0) : NOTHING
    return { client, craftsman: asPiastres(craftsman + back), platform: minus(NOTHING, back) }
  }
  const kept = to === 'Completed' ? minus(asPiastres(contract.price), client) : craftsman
  const platform = waiveFee ? NOTHING : feeOf(kept, contract.terms)
  return { client, craftsman: minus(craftsman, platform), platform }
}
