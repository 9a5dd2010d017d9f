declare const piastres: unique symbol

/** Money, in whole piastres (EGP x 100). Never a float. */
export type Piastres = number & { readonly [piastres]: true }

/** A share in basis points: 1,000 is 10 %. */
export type BasisPoints = number

/** The most that any amount of the API may be: EGP 1 million. */
export const CEILING = 100_000_000 as Piastres

/** Marks a number as piastres, once it is known to be a whole one. Throws a RangeError on a fraction. */
export function asPiastres(amount: number): Piastres {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is not a whole number of piastres`)
  return amount as Piastres
}

/** `share` of `amount`, rounded half up to the piastre, once (api.md, "Rounding"). */
export const shareOf = (amount: Piastres, share: BasisPoints): Piastres =>
  asPiastres(Math.floor((amount * share + 5_000) / 10_000))

export const minus = (a: Piastres, b: Piastres): Piastres => asPiastres(a - b)
export const least = (a: Piastres, b: Piastres): Piastres => (a < b ? a : b)
export const most = (a: Piastres, b: Piastres): Piastres => (a > b ? a : b)
export const NOTHING = 0 as Piastres
