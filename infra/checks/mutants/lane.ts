import path from 'node:path'
import { createVitest, type TestModule, type Vitest } from 'vitest/node'
import type { Mutant } from '#infra/checks/mutants/points.ts'
import { withSwitches } from '#infra/checks/mutants/switches.ts'
import vitestConfig from '../../../vitest.config.ts'

export interface Asked {
  readonly file: string
  /** Only these tests of it; else all. */
  readonly tests?: readonly string[] | undefined
  /** The id of the mutant that is to be active; else none is. */
  readonly mutant?: string
  /** After how many ms the file is ended: what hangs is caught. */
  readonly patience?: number
}

export interface TestDone {
  readonly id: string
  readonly name: string
  readonly ms: number
  readonly reached: readonly string[]
}

export interface FileDone {
  readonly file: string
  readonly ms: number
  readonly tests: readonly TestDone[]
  readonly reachedOutside: readonly string[]
  /** Whether its patience was over. */
  readonly wasEnded: boolean
  /** The first test that failed, or what else went wrong. */
  readonly failure: { readonly test: string | null; readonly name: string; readonly why: string } | null
}

/** A Vitest of its own, started once, that runs one test file after the other, each in a new process. */
export class Lane {
  readonly #vitest: Vitest
  readonly #root: string

  private constructor(vitest: Vitest, root: string) {
    this.#vitest = vitest
    this.#root = root
  }

  static async open(root: string, mongoUri: string, tests: readonly string[], mutants: readonly Mutant[]) {
    const given = vitestConfig.test ?? {}
    const options = {
      ...given,
      root,
      config: false as const,
      include: [...tests],
      globalSetup: [], // the run has one mongod for all lanes
      setupFiles: [...[given.setupFiles ?? []].flat(), path.join(import.meta.dirname, 'test-setup.ts')],
      maxWorkers: 1,
      watch: false,
      bail: 1,
      reporters: [{}],
      silent: true,
      fsModuleCache: false, // it would hand out files as they were without these switches, or with older ones
    }
    const vitest = await createVitest('test', options, { plugins: [switching(root, mutants)] })
    vitest.provide('mongoUri', mongoUri)
    return new Lane(vitest, root)
  }

  async testFiles(): Promise<readonly string[]> {
    const found = await this.#vitest.globTestSpecifications()
    return found.map(({ moduleId }) => path.relative(this.#root, moduleId))
  }

  async run({ file, tests, mutant = '', patience = 0 }: Asked): Promise<FileDone> {
    const vitest = this.#vitest
    vitest.provide('mutant', mutant)
    vitest.provide('patience', patience)
    vitest.state.filesMap.clear() // else the answer has the files of all runs before
    const wanted = tests ? { testIds: [...tests] } : undefined
    const specification = vitest.getRootProject().createSpecification(path.join(this.#root, file), wanted)
    const began = performance.now()
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications([specification])
    const ms = performance.now() - began
    process.exitCode = 0 // a test that fails is what is hoped for
    const [module] = testModules
    return {
      file,
      ms,
      tests: module ? testsOf(module) : [],
      reachedOutside: module?.meta().reachedOutside ?? [],
      wasEnded: patience > 0 && ms >= patience,
      failure: failureOf(module, unhandledErrors),
    }
  }

  close(): Promise<void> {
    return this.#vitest.close()
  }
}

function switching(root: string, mutants: readonly Mutant[]) {
  const byFile = Map.groupBy(mutants, ({ file }) => path.join(root, file))
  return {
    name: 'mutants',
    enforce: 'pre' as const,
    transform(code: string, id: string) {
      const mutantsOfFile = byFile.get(id.split('?')[0] ?? id)
      return mutantsOfFile ? { code: withSwitches(code, mutantsOfFile), map: null } : null
    },
  }
}

const testsOf = (module: TestModule): readonly TestDone[] =>
  [...module.children.allTests()]
    .filter((test) => test.result().state === 'passed')
    .map((test) => ({
      id: test.id,
      name: test.fullName,
      ms: test.diagnostic()?.duration ?? 0,
      reached: test.meta().reached ?? [],
    }))

function failureOf(module: TestModule | undefined, unhandled: readonly unknown[]): FileDone['failure'] {
  for (const test of module?.children.allTests('failed') ?? []) {
    return { test: test.id, name: test.fullName, why: test.result().errors?.[0]?.message ?? '' }
  }
  const suites = [...(module?.children.allSuites() ?? [])].flatMap((suite) => suite.errors())
  const errors = [...(module?.errors() ?? []), ...suites, ...unhandled]
  const [error] = errors as { message?: string }[]
  return error ? { test: null, name: 'the file as a whole', why: error.message ?? String(error) } : null
}
