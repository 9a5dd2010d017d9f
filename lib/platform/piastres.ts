declare const piastres: unique symbol

/** An amount of money in whole piastres (EGP x 100), never a fraction. */
export type Piastres = number & { readonly [piastres]: true }

/** A share in basis points: 1,000 is 10 %. */
export type BasisPoints = number

/** The largest amount in the API: EGP 1 million. */
export const MAX_AMOUNT = 100_000_000 as Piastres

/** Marks a number as piastres. Throws a RangeError if it is not a whole number. */
export function asPiastres(amount: number): Piastres {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is not a whole number of piastres`)
  return amount as Piastres
}

/** `share` of `amount`, rounded half up to the piastre, once (api.md, "Rounding"). */
export const shareOf = (amount: Piastres, share: BasisPoints): Piastres =>
  asPiastres(Math.floor((amount * share + 5_000) / 10_000))

export const subtract = (a: Piastres, b: Piastres): Piastres => asPiastres(a - b)
export const min = (a: Piastres, b: Piastres): Piastres => (a < b ? a : b)
export const max = (a: Piastres, b: Piastres): Piastres => (a > b ? a : b)
export const ZERO = 0 as Piastres
export const sum = (amounts: readonly Piastres[]): Piastres =>
  asPiastres(amounts.reduce((total, amount) => total + amount, 0))
