import type { ContractRecord } from '#lib/contracts/contract.model.ts'
import type { MoneyRule } from '#lib/jobs/process.ts'
import { asPiastres, least, minus, most, NOTHING, shareOf, type Piastres } from '#lib/money/piastres.ts'
import type { Terms } from '#lib/contracts/terms.ts'
import type { PaymentType } from '#lib/jobs/process.ts'

/**
 * How what is held now is split, in piastres: the three add up to it. Where a fee is more than what is
 * held (Cash holds nothing), the craftsman's part is below zero: that is his debt.
 */
export interface Split {
  readonly client: Piastres
  readonly craftsman: Piastres
  readonly platform: Piastres
}

type Held = Pick<ContractRecord, 'price' | 'platformFee' | 'deposit' | 'paymentType' | 'payment'>
type Judged = Held & Pick<ContractRecord, 'terms'>

/** What is held for a contract now: the price (Escrow), the deposit (CashProtected), or nothing. */
export function heldFor({ price, deposit, paymentType, payment }: Held): Piastres {
  if (payment !== 'Held') return NOTHING
  return asPiastres(paymentType === 'Escrow' ? price : deposit)
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
 * What a move's money rule does to what is held: the forecast that `GET .../actions` shows and the sums
 * that are then booked are this one function. `null` where the move divides nothing.
 */
export function splitBy(rule: MoneyRule, contract: Judged | null): Split | null {
  const held = contract ? heldFor(contract) : NOTHING
  const nothing = { client: NOTHING, craftsman: NOTHING, platform: NOTHING }
  switch (rule) {
    case 'keep':
    case 'ask':
      return contract === null ? nothing : null
    case 'decided':
      return held === 0 ? nothing : null // staff says how
    case 'refund':
      return { ...nothing, client: held }
    case 'visitFee': {
      if (!contract) return nothing
      const fee = visitFeeOf(contract)
      return { ...nothing, client: minus(held, fee), craftsman: fee }
    }
    case 'release': {
      if (!contract) return nothing
      const platform = asPiastres(contract.platformFee)
      return { ...nothing, craftsman: minus(held, platform), platform }
    }
  }
}
