import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { chooseMutants } from '#infra/checks/mutants/choose.ts'
import { Hunter, type Verdict } from '#infra/checks/mutants/hunt.ts'
import { Lane } from '#infra/checks/mutants/lane.ts'
import { Planner } from '#infra/checks/mutants/plan.ts'
import { type Mutant, mutantsOf } from '#infra/checks/mutants/points.ts'
import { reachOf } from '#infra/checks/mutants/reach.ts'
import { startMongod } from '#infra/local/mongod.ts'

/**
 * `npm run test:mutants`: how much of what may go wrong in the code of money, process and access the tests notice.
 * 1. every place where that code could be wrong in one small way (mutants/mutations.ts) gets a switch; all switches
 *    are in the code at once, and none is on
 * 2. a first run of the tests finds which of them come by which switch; it is kept until something changes
 * 3. 200 switches, chosen by a seed, are turned on one after the other (a mutant), and the tests that come by run: where
 *    one fails the mutant was caught, where none does it survived, and a test is missing, or it changes nothing
 * `-- --seed N` chooses others, `--count N` so many, `--only PART` of files whose path has PART in it,
 * `--mutant ID` runs one and tells who caught it, `--list` only names them, `--lanes 1` leaves a processor free.
 */
const FILES = [
  'lib/{money,process,jobs,disputes,wallet,payments,payouts,auth,sessions,passwords,limits,settings}/**/*.ts',
  'lib/{encryption,idempotency,gateways/payments,gateways/keys}/**/*.ts',
  'lib/lambda/http/{check-access,authenticate,read-input,with-idempotency}.ts',
  'lib/platform/{cairo-time,business-days,piastres,aes-gcm}.ts',
]
/** Of these only the unique indexes: their other mutants are shapes of data. */
const MODELS = ['lib/model/*.model.ts']
/** Tables of data, shapes of the API, and what is a test itself. */
const NOT_FILES = /(\.test|\.schemas|\.view|\.model|\/common-passwords|\/bank-holidays)\.ts$/

/** What takes minutes and notices next to nothing of this code, or runs it in processes without switches. */
const TESTS = ['{functions,lib}/**/!(bad-input|manifest|crash).test.ts']

/** Random histories, but the same ones in every run. */
Object.assign(process.env, { MONEY_SEED: '1', MONEY_HISTORIES: '15' })

const DEFAULT_SEED = 20_261_126
/** How long the tests of one mutant may take, by their times of the first run. */
const MOST_MS = 25_000

const root = path.resolve(import.meta.dirname, '../..')
process.chdir(root)

const { values: given } = parseArgs({
  options: {
    seed: { type: 'string', default: String(DEFAULT_SEED) },
    count: { type: 'string', default: '200' },
    only: { type: 'string', default: '' },
    mutant: { type: 'string' },
    list: { type: 'boolean', default: false },
    lanes: { type: 'string', default: String(Math.min(2, availableParallelism())) },
  },
})

const files = globSync(FILES).filter((file) => !NOT_FILES.test(file))
const indexes = globSync(MODELS)
  .flatMap(mutantsOf)
  .filter(({ kind }) => kind === 'unique index')
const all = [...files.toSorted().flatMap(mutantsOf), ...indexes]
const chosen = chosenMutants()

function chosenMutants(): readonly Mutant[] {
  if (given.mutant !== undefined) return all.filter(({ id }) => id === given.mutant)
  const named = all.filter(({ file }) => file.includes(given.only))
  return chooseMutants(named, Number(given.seed), Number(given.count))
}

const placeOf = ({ id, file, line, change }: Mutant): string => `${id}  ${file}:${line}  ${change}`

if (chosen.length === 0) {
  console.error('No such mutant: its id changes with its code. `-- --list` names those there are.')
  process.exitCode = 1
} else if (given.list) {
  for (const mutant of chosen) console.log(placeOf(mutant))
} else {
  await run()
}

async function run(): Promise<void> {
  console.log(`${chosen.length} of ${all.length} mutants, seed ${given.seed}`)
  const mongod = await startThrowawayMongod()
  const opened = Array.from({ length: Number(given.lanes) }, () => Lane.open(root, mongod.uri, TESTS, all))
  const lanes = await Promise.all(opened)
  try {
    report(await huntAll(lanes))
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()))
    await mongod.stop()
  }
}

/** In memory, where that is to be had: it need survive nothing, but has to be gone when we are, Ctrl-C included. */
async function startThrowawayMongod() {
  const dataFolder = mkdtempSync(
    path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'craftworks-mutants-'),
  )
  process.once('exit', () => rmSync(dataFolder, { recursive: true, force: true }))
  const mongod = await startMongod({ dataFolder, testable: true })
  process.once('exit', () => mongod.process.kill('SIGKILL'))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => endedBy(signal))
  return mongod
}

function endedBy(signal: NodeJS.Signals): never {
  console.error(`ended by ${signal}`)
  return process.exit(1)
}

async function huntAll(lanes: readonly Lane[]): Promise<readonly Verdict[]> {
  const { files: tested } = await reachOf(lanes, all)
  const planner = new Planner(tested, all)
  const hunter = new Hunter()
  const waiting = [...chosen]
  const verdicts: Verdict[] = []
  const work = async (lane: Lane) => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const verdict = await hunter.hunt(lane, mutant, planner.planFor(mutant, MOST_MS))
      verdicts.push(verdict)
      printVerdict(verdict, verdicts.length)
    }
  }
  await Promise.all(lanes.map(work))
  return verdicts
}

function printVerdict({ mutant, caughtBy, ms, tests, leftOut }: Verdict, nth: number): void {
  const so = caughtBy ? 'caught  ' : 'SURVIVED'
  const seenBy =
    tests === 0 ? 'no test comes by' : `${tests} tests${leftOut > 0 ? `, ${leftOut} left out` : ''}`
  console.log(`${nth}/${chosen.length} ${so} ${placeOf(mutant)} (${seenBy}, ${(ms / 1_000).toFixed(1)} s)`)
  if (given.mutant !== undefined && caughtBy)
    console.log(`by ${caughtBy.file}: ${caughtBy.name}\n${caughtBy.why}`)
}

function report(verdicts: readonly Verdict[]): void {
  mkdirSync('node_modules/.cache/craftworks', { recursive: true })
  writeFileSync('node_modules/.cache/craftworks/mutants.json', JSON.stringify(verdicts, null, 1))
  const survivors = verdicts.filter(({ caughtBy }) => caughtBy === null)
  console.log(`\nCaught ${verdicts.length - survivors.length} of ${verdicts.length}`)
  for (const { mutant } of survivors) console.log(`survived  ${placeOf(mutant)}`)
}
