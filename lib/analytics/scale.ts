/**
 * The scale on which times are counted: classes that are each 5 % wider than the one before, from a millisecond up. The
 * classes of many cells add up, so that a median of any range of days is read from sums; it is exact to 2.5 %.
 */
const WIDTH = 1.05

/** The class of a time in ms. */
export const classOf = (ms: number): number => (ms <= 1 ? 0 : Math.ceil(Math.log(ms) / Math.log(WIDTH)))

/** The middle of a class, in ms. */
export const middleOf = (place: number): number => (place === 0 ? 1 : WIDTH ** (place - 0.5))

type Ranked = readonly (readonly [place: number, count: number])[]

/** The classes of each time in these counts, in order; made once, as several figures ask for them. */
const ranked = new WeakMap<object, ReadonlyMap<string, Ranked>>()

function rankedOf(counts: Readonly<Record<string, number>>): ReadonlyMap<string, Ranked> {
  const known = ranked.get(counts)
  if (known) return known
  const byName = new Map<string, [number, number][]>()
  for (const key in counts) {
    const end = key.indexOf('~')
    const count = counts[key] ?? 0
    if (end === -1 || count <= 0) continue
    const name = key.slice(0, end)
    const classes = byName.get(name)
    if (classes) classes.push([Number(key.slice(end + 1)), count])
    else byName.set(name, [[Number(key.slice(end + 1)), count]])
  }
  for (const classes of byName.values()) classes.sort(([a], [b]) => a - b)
  ranked.set(counts, byName)
  return byName
}

/**
 * The value below which a share of all values lies, by the nearest rank: of ten values, the fifth is the median. The
 * values stand as `<name>~<class>` with how many there are; the counts must not change any more. Null if there are none.
 */
export function rankOf(counts: Readonly<Record<string, number>>, name: string, share: number): number | null {
  const classes = rankedOf(counts).get(name) ?? []
  const total = classes.reduce((sum, [, count]) => sum + count, 0)
  let left = Math.max(1, Math.ceil(share * total))
  for (const [place, count] of classes) {
    left -= count
    if (left <= 0) return place
  }
  return null
}
