import type { Asked, FileDone, Lane } from '#infra/checks/mutants/lane.ts'
import type { Plan, Step } from '#infra/checks/mutants/plan.ts'
import type { Mutant } from '#infra/checks/mutants/points.ts'

export interface Verdict {
  readonly mutant: Mutant
  readonly ms: number
  readonly leftOut: number
  /** How many tests have seen it. */
  readonly tests: number
  /** By whom, and what it said; null for a survivor. */
  readonly caughtBy: { readonly file: string; readonly name: string; readonly why: string } | null
}

/** How long tests may take with a mutant: this often their time without it, and this much more. */
const TIMES_SLOWER = 4
const MORE_MS = 10_000
const patienceFor = (ms: number): number => ms * TIMES_SLOWER + MORE_MS

/**
 * Runs the tests of a plan with its mutant active until one fails. Two things that look like a catch and may be none
 * are looked into:
 * 1. only some tests of a file ran, and one of them failed: it is run alone without the mutant. Where it fails there
 *    too, for want of what the others prepare, the whole file decides
 * 2. they took too long: they are run without the mutant. Where that takes long as well, the machine has much else to
 *    do, and they get a second try with more patience
 */
export class Hunter {
  /** Whether tests pass when they run by themselves with no mutant. */
  readonly #standsAlone = new Map<string, Promise<boolean>>()

  async hunt(lane: Lane, mutant: Mutant, { steps, leftOut }: Plan): Promise<Verdict> {
    const began = performance.now()
    let tests = 0
    for (const step of steps) {
      tests += step.tests.length
      const failed = await this.#failedRun(lane, mutant.id, step)
      if (!failed?.failure) continue
      const { name, why } = failed.failure
      const caughtBy = failed.wasEnded
        ? {
            file: step.file,
            name: 'never ended',
            why: `it took more than ${Math.round(failed.ms / 1_000)} s`,
          }
        : { file: step.file, name, why }
      return { mutant, ms: performance.now() - began, leftOut, tests, caughtBy }
    }
    return { mutant, ms: performance.now() - began, leftOut, tests, caughtBy: null }
  }

  async #failedRun(lane: Lane, mutant: string, { file, tests, isWhole, ms }: Step): Promise<FileDone | null> {
    const asked = { file, tests: isWhole ? undefined : tests, mutant }
    const patience = patienceFor(ms)
    const first = await lane.run({ ...asked, patience })
    const done = first.wasEnded ? await moreTimeIfSlow(lane, asked, first, patience) : first
    if (!done.failure) return null
    if (isWhole || done.wasEnded) return done
    const alone = done.failure.test === null ? tests : [done.failure.test]
    if (await this.#passes(lane, file, alone)) return done
    const whole = await lane.run({ file, mutant, patience: 10 * patience })
    return whole.failure ? whole : null
  }

  #passes(lane: Lane, file: string, tests: readonly string[]): Promise<boolean> {
    const key = `${file} ${tests.join()}`
    const known = this.#standsAlone.get(key)
    if (known) return known
    const asked = lane.run({ file, tests }).then(({ failure }) => failure === null)
    this.#standsAlone.set(key, asked)
    return asked
  }
}

async function moreTimeIfSlow(
  lane: Lane,
  asked: Asked,
  ended: FileDone,
  patience: number,
): Promise<FileDone> {
  const { ms } = await lane.run({ ...asked, mutant: '' })
  return patienceFor(ms) <= patience ? ended : lane.run({ ...asked, patience: patienceFor(ms) })
}
