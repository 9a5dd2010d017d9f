import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import { AppError } from '#lib/errors/app-error.ts'
import type { ErrorCode } from '#lib/errors/codes.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

/** The seed of what races do by chance. A failure prints it, and RACE_SEED plays it again. */
export const RACE_SEED = Number(process.env.RACE_SEED ?? 20_261_123)

/** Every test run plays this part of the rounds; RACE_ROUNDS=50 plays so many of each race. */
const PART = 0.3

/** How many rounds a race has; `whole` where the rounds have to reach every outcome. */
export const roundsOr = (all: number, { whole = false } = {}): number =>
  Number(process.env.RACE_ROUNDS ?? (whole ? all : Math.ceil(all * PART)))

/** How long so many rounds may take, in ms. */
export const timeFor = (rounds: number): number => timeLimit(2_000) + rounds * timeLimit(150)

/** No contender starts later than this after the first. */
const MAX_DELAY_MS = 12

/**
 * Lets contenders run against each other. Each starts up to 12 ms later than another, as `random` decides. Returns who
 * won, and with which codes the others were refused. Any error that is not in the table of errors fails the test.
 */
export async function race<N extends string>(
  random: () => number,
  contenders: Readonly<Record<N, () => Promise<unknown>>>,
): Promise<{ readonly winners: N[]; readonly codes: ErrorCode[] }> {
  const names = Object.keys(contenders) as N[]
  const starts = names.map(() => Math.floor(random() * (MAX_DELAY_MS + 1)))
  const outcomes = await Promise.allSettled(
    names.map(async (name, i) => {
      await wait(starts[i])
      await contenders[name]()
    }),
  )
  const codes = outcomes.flatMap((outcome) => {
    if (outcome.status === 'fulfilled') return []
    expect(outcome.reason).toBeInstanceOf(AppError)
    return [(outcome.reason as AppError).code]
  })
  return { winners: names.filter((_, i) => outcomes[i]?.status === 'fulfilled'), codes }
}
