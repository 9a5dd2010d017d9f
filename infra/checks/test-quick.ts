import path from 'node:path'
import { type CliOptions, createVitest, type TestModule, type TestSpecification } from 'vitest/node'
import { changedFiles } from '#infra/checks/changed-files.ts'
import { importsOf, readSources } from '#infra/checks/imports.ts'
import { nearestTests, ROUTE_TESTS } from '#infra/checks/nearest-tests.ts'
import { deployedFunctions } from '#infra/functions.ts'

/**
 * `npm run test:quick`: an answer about the files that differ from HEAD, or about those that are named
 * (`npm run test:quick -- lib/quotes/accept-quote.ts`), within half a minute. The nearest tests come first, and those
 * over every route only look at the routes that the files serve. When the time is over it says what it left out; what it
 * cannot know is whether a file matters to a test that does not import it.
 */
const BUDGET_MS = 23_000
/** How long tests that run when the time is over may take to end. */
const GRACE_MS = 2_000
/** A file behind more routes than these is not about any of them. */
const MAX_ROUTES = 15
/** How many tests of the same noun come before what its routes promise. */
const OWN_FIRST = 3

/** What vitest is asked to run: a file, and of tests over every route only those whose names have one of these in it. */
interface Planned {
  readonly file: string
  readonly names?: RegExp
}

const asked = process.argv.slice(2).map((file) => path.relative(process.cwd(), path.resolve(file)))
const changed = asked.length > 0 ? asked : changedFiles()
if (!changed)
  fail(
    'There is no git here to ask what changed. Name files: npm run test:quick -- lib/quotes/accept-quote.ts',
  )
if (changed.length === 0)
  fail('No file differs from HEAD. Name files: npm run test:quick -- lib/quotes/accept-quote.ts')

const { own, further, slow, handlers } = nearestTests(changed, importsOf(readSources()))
const routes = deployedFunctions.flatMap(({ file, route }) =>
  route && handlers.includes(file) ? [`${route.method} ${route.path}`] : [],
)
const overRoutes = routes.length > 0 && routes.length <= MAX_ROUTES ? ROUTE_TESTS : []
const plan: readonly Planned[] = [
  ...own.slice(0, OWN_FIRST).map((file) => ({ file })),
  ...overRoutes.map((file) => ({ file, names: namesOf(routes) })),
  ...[...own.slice(OWN_FIRST), ...further].map((file) => ({ file })),
]

console.log(`About ${listed(changed)}.`)
if (plan.length === 0)
  fail('No test that is quick enough imports it, directly or not. npm test runs all of them.')
if (overRoutes.length > 0) console.log(`Of the tests over every route, those of ${listed(routes)}.`)
console.log(`${plan.length} test files have to do with it. Nearest first, for ${BUDGET_MS / 1000} s.\n`)

const finished = new Map<string, boolean>()
const modules = await run(plan)
const left = plan.filter(({ file }) => !finished.has(file)).map(({ file }) => file)
const failed = [...finished].filter(([, ok]) => !ok).map(([file]) => file)
const ran = modules.filter(({ moduleId }) => finished.has(path.relative(process.cwd(), moduleId)))

console.log(`${failed.length === 0 ? 'Passed' : 'FAILED'}: ${ran.length} test files with it in them.`)
if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}`)
if (left.length > 0) console.log(`Left out or cut short, since the time was over: ${listed(left)}.`)
if (slow.length > 0) console.log(`Left out, since each takes longer: ${listed(slow)}.`)
console.log(
  'It goes by imports: a test that reaches the files only over HTTP, or only reads them, is not seen.\n' +
    'Tests by a part of their path: npm test -- lib/quotes. All: npm test',
)
process.exitCode = failed.length === 0 && finished.size > 0 ? 0 : 1

async function run(planned: readonly Planned[]): Promise<readonly TestModule[]> {
  process.env.NODE_ENV ??= 'test'
  process.env.VITEST = 'true'
  const order = planned.map(({ file }) => path.resolve(file))
  const place = ({ moduleId }: TestSpecification) => order.indexOf(moduleId)
  class AsPlanned {
    sort = (specifications: TestSpecification[]) => specifications.toSorted((a, b) => place(a) - place(b))
    shard = (specifications: TestSpecification[]) => specifications
  }
  let isOver = false
  const keepFinished = {
    onTestModuleEnd: (module: TestModule) => {
      if (!isOver || !module.ok()) finished.set(path.relative(process.cwd(), module.moduleId), module.ok())
    },
  }
  const options: CliOptions = {
    watch: false,
    slowTestThreshold: BUDGET_MS, // one line a file
    reporters: ['default', keepFinished],
    sequence: { sequencer: AsPlanned },
  }
  const vitest = await createVitest(options)
  await vitest.standalone()
  const project = vitest.getRootProject()
  const end = () => {
    isOver = true
    void vitest.cancelCurrentRun('keyboard-input')
  }
  const timers = [BUDGET_MS, BUDGET_MS + GRACE_MS].map((ms) => setTimeout(end, ms - performance.now()))
  const specifications = planned.map(({ file, names }) =>
    project.createSpecification(path.resolve(file), names && { testNamePattern: names }),
  )
  const { testModules } = await vitest.runTestSpecifications(specifications)
  timers.forEach(clearTimeout)
  await vitest.close()
  return testModules
}

/** `POST /api/jobs`, but not `POST /api/jobs/{jobId}`. */
function namesOf(paths: readonly string[]): RegExp {
  const escaped = paths.map((one) => one.replaceAll(/[{}/.]/g, '\\$&'))
  return new RegExp(`(?:${escaped.join('|')})(?![\\w/{-])`)
}

function listed(files: readonly string[]): string {
  const most = 8
  const more = files.length - most
  return `${files.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
