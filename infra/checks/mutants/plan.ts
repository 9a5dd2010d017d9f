import path from 'node:path'
import { importsOf, readSources } from '#infra/checks/imports.ts'
import type { FileDone, TestDone } from '#infra/checks/mutants/lane.ts'
import type { Mutant } from '#infra/checks/mutants/points.ts'

/** Tests of one file that are to run for a mutant. */
export interface Step {
  readonly file: string
  /** Their ids. */
  readonly tests: readonly string[]
  /** Whether these are all tests of the file. */
  readonly isWhole: boolean
  /** How long they took in the first run. */
  readonly ms: number
}

export interface Plan {
  readonly steps: readonly Step[]
  /** Tests that reach the mutant too and are left out, because all together would take too long. */
  readonly leftOut: number
}

interface Candidate {
  readonly file: FileDone
  readonly tests: readonly TestDone[]
  readonly ms: number
  /** How likely it seems that one of them notices, per second. */
  readonly worth: number
}

/**
 * Says which tests run for a mutant and in which order: those that reach it and no others, file by file, first those
 * that find most in the least time. A test of a few mutants finds more than one that passes by all of them, and what
 * it reaches near the mutant (in its file, or in the files that import it) counts for it.
 */
export class Planner {
  readonly #files: readonly FileDone[]
  /** The mutants of each file. */
  readonly #mutantsOf: ReadonlyMap<string, readonly string[]>
  readonly #importersOf: ReadonlyMap<string, readonly string[]>

  constructor(files: readonly FileDone[], mutants: readonly Mutant[]) {
    this.#files = files
    this.#mutantsOf = new Map(
      [...Map.groupBy(mutants, ({ file }) => file)].map(([file, members]) => [
        file,
        members.map(({ id }) => id),
      ]),
    )
    this.#importersOf = importersAmong(importsOf(readSources()))
  }

  planFor(mutant: Mutant, mostMs: number): Plan {
    const importers = this.#importersOf.get(mutant.file) ?? []
    const nearFiles = [mutant.file, ...importers]
    const near = new Set(nearFiles.flatMap((file) => this.#mutantsOf.get(file) ?? []))
    const nearTests = new Set(nearFiles.flatMap((file) => [file, ...(this.#importersOf.get(file) ?? [])]))
    const candidates = this.#files
      .map((file) => {
        // a test beside the code may read its whole folder, and imports nothing of it by name
        const isBeside = path.dirname(file.file) === path.dirname(mutant.file)
        return candidateOf(file, mutant, near, isBeside || nearTests.has(file.file))
      })
      .filter(({ tests }) => tests.length > 0)
      .toSorted((a, b) => b.worth - a.worth)
    const steps: Step[] = []
    let left = mostMs
    let leftOut = 0
    for (const { file, tests } of candidates) {
      const before = preparationOf(file)
      const affordable = tests.filter(({ ms }) => (left -= ms) > before)
      leftOut += tests.length - affordable.length
      if (affordable.length === 0) continue
      left -= before
      const ms = before + sumOf(affordable)
      const isWhole = affordable.length === file.tests.length
      steps.push({ file: file.file, tests: affordable.map(({ id }) => id), isWhole, ms })
    }
    return { steps, leftOut }
  }
}

/** What it counts that a test file imports the mutated file, or one that does; for an index there may be no other sign. */
const FOR_AN_IMPORT = 0.1

function candidateOf(file: FileDone, mutant: Mutant, near: ReadonlySet<string>, isNear: boolean): Candidate {
  // what was asked while the file was loaded or prepared may change any of its tests
  const reachesAll = file.reachedOutside.includes(mutant.id)
  const tests = reachesAll ? file.tests : file.tests.filter(({ reached }) => reached.includes(mutant.id))
  const ms = preparationOf(file) + sumOf(tests)
  const reached = new Set(tests.flatMap((test) => test.reached))
  const share = [...reached].filter((id) => near.has(id)).length / Math.max(1, reached.size)
  return { file, tests, ms, worth: (share + (isNear ? FOR_AN_IMPORT : 0) + 0.001) / (ms + 1) }
}

const sumOf = (tests: readonly TestDone[]): number => tests.reduce((sum, { ms }) => sum + ms, 0)

/** What a file takes beside its tests: a process, its imports, a database. */
const preparationOf = ({ ms, tests }: FileDone): number => Math.max(0, ms - sumOf(tests))

/** For each source file those files, tests among them, that import it. */
function importersAmong(
  imports: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>()
  for (const [file, imported] of imports) {
    for (const one of imported) importers.set(one, [...(importers.get(one) ?? []), file])
  }
  return importers
}
