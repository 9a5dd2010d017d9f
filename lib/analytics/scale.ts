/**
 * The scale on which times are counted: classes that are each 5 % wider than the one before, from a millisecond up. The
 * classes of many cells add up, so that a median of any range of days is read from sums; it is exact to 2.5 %.
 */
const WIDTH = 1.05

/** The class of a time in ms. */
export const classOf = (ms: number): number => (ms <= 1 ? 0 : Math.ceil(Math.log(ms) / Math.log(WIDTH)))

/** The middle of a class, in ms. */
export const middleOf = (place: number): number => (place === 0 ? 1 : WIDTH ** (place - 0.5))

/**
 * The value below which a share of all values lies, by the nearest rank: of ten values, the fifth is the median. The
 * values stand as `<name>~<class>` with how many there are. Null if there are none.
 */
export function rankOf(counts: Readonly<Record<string, number>>, name: string, share: number): number | null {
  const prefix = `${name}~`
  const classes = Object.entries(counts)
    .filter(([key, count]) => count > 0 && key.startsWith(prefix))
    .map(([key, count]) => [Number(key.slice(prefix.length)), count] as const)
    .toSorted(([a], [b]) => a - b)
  const total = classes.reduce((sum, [, count]) => sum + count, 0)
  let left = Math.max(1, Math.ceil(share * total))
  for (const [place, count] of classes) {
    left -= count
    if (left <= 0) return place
  }
  return null
}
