import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import { AppError } from '#lib/errors/app-error.ts'

/** How many rounds a race has: RACE_ROUNDS, or as many as every test run can afford. */
export const roundsOr = (usual: number): number => Number(process.env.RACE_ROUNDS ?? usual)

/** How long so many rounds may take, in ms. */
export const timeFor = (rounds: number): number => 60_000 + rounds * 4_000

/**
 * Lets contenders run against each other and answers who of them won; each starts some ms later than the other, as
 * `random` will have it. Whoever loses is refused by the error table, and by nothing else.
 */
export async function race<N extends string>(
  random: () => number,
  contenders: Readonly<Record<N, () => Promise<unknown>>>,
): Promise<N[]> {
  const names = Object.keys(contenders) as N[]
  const starts = names.map(() => Math.floor(random() * 13))
  const outcomes = await Promise.allSettled(
    names.map(async (name, i) => {
      await wait(starts[i])
      await contenders[name]()
    }),
  )
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(AppError)
  }
  return names.filter((_, i) => outcomes[i]?.status === 'fulfilled')
}
