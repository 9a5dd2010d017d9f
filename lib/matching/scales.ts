/** What is usual in the marketplace: little experience is read as the mean, and `weight` says how strongly. */
export interface Habit {
  mean: number
  /** As many observations as the mean is worth. */
  weight: number
}

export interface Scales {
  rating: Habit
  acceptance: Habit
  silence: Habit
  hire: Habit
  completion: Habit
  cancellation: Habit
  dispute: Habit
  /** The logarithm of the minutes until an answer. */
  response: Habit
  /** The usual price of each trade, in piastres. */
  prices: ReadonlyMap<string, number>
  anyPrice: number
}

/** The habits that hold where nothing was observed. */
export const PRIOR_SCALES: Scales = {
  rating: { mean: 4.2, weight: 6 },
  acceptance: { mean: 0.55, weight: 6 },
  silence: { mean: 0.2, weight: 6 },
  hire: { mean: 0.35, weight: 8 },
  completion: { mean: 0.85, weight: 6 },
  cancellation: { mean: 0.06, weight: 10 },
  dispute: { mean: 0.03, weight: 12 },
  response: { mean: Math.log(40), weight: 3 },
  prices: new Map(),
  anyPrice: 50_000,
}

const MIN_WEIGHT = 2
const MAX_WEIGHT = 40

/**
 * How much craftsmen differ from each other, by the method of moments for shares: the more they differ, the less the
 * mean is worth. `prior` is mixed in as `MIXED_IN` craftsmen.
 */
export function shareHabit(counts: readonly { hits: number; of: number }[], prior: Habit): Habit {
  const seen = counts.filter(({ of }) => of > 0)
  const total = seen.reduce((sum, { of }) => sum + of, 0)
  const hits = seen.reduce((sum, each) => sum + each.hits, 0)
  const mean = (hits + prior.mean * MIXED_IN) / (total + MIXED_IN)
  if (seen.length < MIXED_IN) return { mean, weight: prior.weight }
  const spread = seen.reduce((sum, each) => sum + each.of * (each.hits / each.of - mean) ** 2, 0)
  const squares = seen.reduce((sum, { of }) => sum + of * of, 0)
  const within = mean * (1 - mean)
  const between = (spread - (seen.length - 1) * within) / Math.max(1, total - squares / total)
  const weight = between > 0 ? within / between - 1 : MAX_WEIGHT
  return { mean, weight: mixed(weight, prior.weight, seen.length) }
}

const MIXED_IN = 50

const mixed = (weight: number, prior: number, seen: number): number => {
  const bounded = Math.min(MAX_WEIGHT, Math.max(MIN_WEIGHT, weight))
  return Math.exp((Math.log(bounded) * seen + Math.log(prior) * MIXED_IN) / (seen + MIXED_IN))
}

/** The same for values such as ratings, one list for each craftsman. */
export function valueHabit(lists: readonly (readonly number[])[], prior: Habit): Habit {
  const seen = lists.filter((list) => list.length > 0)
  const total = seen.reduce((sum, list) => sum + list.length, 0)
  const sum = seen.reduce((all, list) => all + list.reduce((a, b) => a + b, 0), 0)
  const mean = (sum + prior.mean * MIXED_IN) / (total + MIXED_IN)
  if (total - seen.length < MIXED_IN) return { mean, weight: prior.weight }
  let within = 0
  let spread = 0
  for (const list of seen) {
    const own = list.reduce((a, b) => a + b, 0) / list.length
    for (const value of list) within += (value - own) ** 2
    spread += list.length * (own - mean) ** 2
  }
  const variance = within / (total - seen.length)
  const squares = seen.reduce((all, list) => all + list.length ** 2, 0)
  const between = (spread - (seen.length - 1) * variance) / Math.max(1, total - squares / total)
  return { mean, weight: mixed(between > 0 ? variance / between : MAX_WEIGHT, prior.weight, seen.length) }
}

/** The middle price of each trade, from prices in any order. */
export function middlePrices(byTrade: ReadonlyMap<string, number[]>): Map<string, number> {
  return new Map([...byTrade].map(([trade, prices]) => [trade, middle(prices)]))
}

export function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const upper = sorted[half] ?? 0
  return sorted.length % 2 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2
}
