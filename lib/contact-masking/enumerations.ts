import type { Figure } from '#lib/contact-masking/figures.ts'

const YEAR = /^(?:19|20)\d{2}$/
/** `15`, `250`, `1250`, `12500` */
const ROUND = /^(?:\d{1,2}[05]|\d{2,3}[05]0)$/
const LONGEST_SIZE = 3
const FEWEST_SIZES = 4

/**
 * Figures that are listed rather than dialled: sizes (`16, 20, 32, 40`), round sums or the marks of a scale
 * (`0 10 20 30`), years. Written one after the other, many of them have the digits of a phone number by chance. A
 * group with a zero before it is none of these.
 */
export function isEnumeration(run: readonly Figure[]): boolean {
  const groups = run.slice(run[0]?.digits === '0' ? 1 : 0).map(({ digits }) => digits)
  if (groups.length < 2 || groups.some((group) => group.startsWith('0'))) return false
  if (groups.length > 2 && groups.every((group) => YEAR.test(group))) return true
  if (groups.every((group) => ROUND.test(group))) return true
  return !run.some(({ inWords }) => inWords) && areSizes(groups)
}

/** Sizes stand in their order. A number dialled in so many groups hardly ever does. */
function areSizes(groups: readonly string[]): boolean {
  if (groups.length < FEWEST_SIZES || groups.some(({ length }) => length > LONGEST_SIZE)) return false
  const sizes = groups.map(Number)
  return isRising(sizes) || isRising(sizes.toReversed())
}

const isRising = (sizes: readonly number[]): boolean =>
  sizes.every((size, i) => i === 0 || size > (sizes[i - 1] ?? 0))
