import { Draws } from '../matching-worlds/random.ts'

const discounted = (gains: readonly number[]): number =>
  gains.slice(0, 10).reduce((sum, gain, place) => sum + gain / Math.log2(place + 2), 0)

/** NDCG@10 of an order, with these gains. */
export function ndcg(order: readonly string[], gains: ReadonlyMap<string, number>): number {
  const best = discounted([...gains.values()].sort((a, b) => b - a))
  return best === 0 ? 1 : discounted(order.slice(0, 10).map((id) => gains.get(id) ?? 0)) / best
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

const ROUNDS = 1_000

/** The 95 % interval of a mean, by drawing whole worlds again and then jobs in them (bootstrap). */
export function interval(worlds: readonly (readonly number[])[]): [number, number] {
  const draws = new Draws(1)
  const means = Array.from({ length: ROUNDS }, () =>
    mean(
      worlds.map(() => {
        const jobs = draws.pick(worlds)
        return mean(jobs.map(() => draws.pick(jobs)))
      }),
    ),
  ).sort((a, b) => a - b)
  return [means[Math.floor(0.025 * ROUNDS)] ?? 0, means[Math.ceil(0.975 * ROUNDS) - 1] ?? 0]
}
