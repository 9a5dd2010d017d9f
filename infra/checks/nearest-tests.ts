import path from 'node:path'

/** Tests that take longer than a quick answer may: they repeat, kill processes, start whole machines or bundle everything. */
export const SLOW_TESTS: readonly string[] = [
  'infra/bundle/answers.test.ts',
  'infra/bundle/bundle.test.ts',
  'infra/local/console/console.browser.test.ts',
  'infra/local/console/console.test.ts',
  'infra/local/console/live.browser.test.ts',
  'infra/local/queues/told-once.test.ts',
  'infra/local/start.test.ts',
  'lib/disputes/races.test.ts',
  'lib/payments/crash.test.ts',
  'lib/payments/histories.test.ts',
  'lib/payments/races.test.ts',
  'lib/payouts/crash.test.ts',
  'lib/quotes/races.test.ts',
]

/** Tests that go over every route: minutes for all of them, a second or two for one. Their names contain `POST /api/…`. */
export const ROUTE_TESTS: readonly string[] = [
  'functions/manifest.test.ts',
  'functions/role-matrix.test.ts',
  'functions/security.test.ts',
  'functions/bad-input.test.ts',
]

/** What jobs and people of tests are made with stands between most tests and most code: it says little about a test. */
const FIXTURE_STEPS = 4

type Imports = ReadonlyMap<string, readonly string[]>

export interface Nearest {
  /** The tests of the same noun that reach a changed file, nearest first, without the slow ones and those over every route. */
  readonly own: readonly string[]
  /** The others. */
  readonly further: readonly string[]
  /** The slow ones among those that reach it. */
  readonly slow: readonly string[]
  /** The files of `functions/` that are a changed file or import one. */
  readonly handlers: readonly string[]
}

/**
 * Which tests are about the changed files: a test of the same noun (`lib/quotes`, `functions/quotes`) comes first, then
 * those with the fewest imports between; among equals each folder has its turn, so that a sample of them looks into
 * many corners.
 */
export function nearestTests(changed: readonly string[], imports: Imports): Nearest {
  const steps = stepsFrom(changed, importersOf(imports))
  const nouns = new Set(changed.map(nounOf))
  const isOwn = (test: string) => nouns.has(nounOf(test)) && nounOf(test) !== ''
  const reaching = [...steps].filter(([file]) => file.endsWith('.test.ts'))
  const ranked = inTurn(reaching.map(([test, far]) => ({ test, far })))
  const isAsked = (test: string) => changed.includes(test)
  const tests = ranked.filter((test) => isAsked(test) || ![...SLOW_TESTS, ...ROUTE_TESTS].includes(test))
  return {
    own: tests.filter((test) => isAsked(test) || isOwn(test)),
    further: tests.filter((test) => !isAsked(test) && !isOwn(test)),
    slow: ranked.filter((test) => !isAsked(test) && SLOW_TESTS.includes(test)),
    handlers: [...steps].flatMap(([file, far]) =>
      far <= 1 && /^functions\/[\w-]+\//.test(file) ? [file] : [],
    ),
  }
}

/** `quotes` of `lib/quotes/accept-quote.ts` and of `functions/quotes/quotes.test.ts`; none at the top of a folder. */
const nounOf = (file: string): string => file.split('/').slice(1, -1)[0] ?? ''

/** Who imports a file, and in how many steps that counts. Tests call handlers by their routes and do not import them. */
function importersOf(imports: Imports): ReadonlyMap<string, readonly { file: string; steps: number }[]> {
  const importers = new Map<string, { file: string; steps: number }[]>()
  const add = (imported: string, file: string) => {
    const steps = file.startsWith('lib/testing/') ? FIXTURE_STEPS : 1
    importers.set(imported, [...(importers.get(imported) ?? []), { file, steps }])
  }
  for (const [file, imported] of imports) for (const one of imported) add(one, file)
  for (const manifest of [...imports.keys()].filter((file) => file.endsWith('.routes.ts'))) {
    for (const handler of imports.keys()) {
      if (path.dirname(handler) === path.dirname(manifest) && !/\.(test|routes)\.ts$/.test(handler)) {
        add(handler, manifest)
      }
    }
  }
  return importers
}

/** Every file that reaches one of these, with the steps between. */
function stepsFrom(
  changed: readonly string[],
  importers: ReturnType<typeof importersOf>,
): ReadonlyMap<string, number> {
  const steps = new Map(changed.map((file) => [file, 0]))
  const waiting = [...changed]
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    for (const importer of importers.get(file) ?? []) {
      const far = (steps.get(file) ?? 0) + importer.steps
      if (far >= (steps.get(importer.file) ?? Infinity)) continue
      steps.set(importer.file, far)
      waiting.push(importer.file)
    }
  }
  return steps
}

function inTurn(found: readonly { test: string; far: number }[]): readonly string[] {
  const turns = new Map<string, number>()
  const ordered = found.toSorted((a, b) => a.far - b.far || (a.test < b.test ? -1 : 1))
  return ordered
    .map(({ test, far }) => {
      const folder = `${far} ${path.dirname(test)}`
      turns.set(folder, (turns.get(folder) ?? 0) + 1)
      return { test, far, turn: turns.get(folder) ?? 0 }
    })
    .sort((a, b) => a.far - b.far || a.turn - b.turn || (a.test < b.test ? -1 : 1))
    .map(({ test }) => test)
}
