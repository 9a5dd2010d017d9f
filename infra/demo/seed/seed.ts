import { type Seed, SeededBeforeError, seedHistory, type Stage } from '#infra/demo/seed/seed-history.ts'
import { CannotStartError } from '#infra/local/stop-with.ts'
import { seedServices } from '#infra/ops/first-services.ts'
import { isOnThisMachine, useLocalSettings } from '#infra/ops/open-target.ts'
import { readOptions } from '#infra/ops/read-options.ts'
import { print, runCommand } from '#infra/ops/run-command.ts'
import { onTarget } from '#infra/ops/with-database.ts'

/** Of the progress bar. It stands here because nothing below the command has a value before that is over. */
const WIDTH = 30

/**
 * `npm run seed -- --jobs 100000 --craftsmen 20000 --seed 7`: fills the database of this machine (that of the running
 * `npm start`, or of MONGODB_URI) with two years of a marketplace. Everybody has the password of the demo people:
 * client1.seed7@craftworks.example, craftsman1.seed7@craftworks.example, moderator.seed7@craftworks.example.
 */
await runCommand(
  async () => {
    const seed = readArguments()
    await onTarget(false, () => fill(seed))
    print(
      'Reports count them after: npm run analytics:rebuild. Recommendations learn of them while npm start runs.',
    )
  },
  (error) => (error instanceof SeededBeforeError ? new CannotStartError(error.message) : error),
)

async function fill(seed: Seed): Promise<void> {
  if (!isOnThisMachine(process.env.MONGODB_URI ?? ''))
    throw new CannotStartError('Demo data go only into a database on this machine.')
  useLocalSettings()
  await seedServices()
  const began = performance.now()
  const inserted = await seedHistory(seed, progressBar())
  const seconds = Math.round((performance.now() - began) / 1_000)
  print(`${inserted.toLocaleString('en')} documents in ${seconds} s.`)
}

function readArguments(): Seed {
  const { jobs, craftsmen, seed } = readOptions({
    jobs: { type: 'string', default: '100000' },
    craftsmen: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '7' },
  })
  return {
    jobs: numberOf('jobs', jobs, 5_000_000),
    craftsmen: numberOf('craftsmen', craftsmen, 1_000_000),
    seed: numberOf('seed', seed, 1_000),
  }
}

function numberOf(name: string, given: string, most: number): number {
  if (/^\d+$/.test(given) && Number(given) >= 1 && Number(given) <= most) return Number(given)
  throw new CannotStartError(`--${name} is a whole number from 1 to ${most.toLocaleString('en')}`)
}

/** One line that is written over on a screen; elsewhere a line for each tenth. */
function progressBar(): (stage: Stage, done: number, of: number) => void {
  let last = ''
  return (stage, done, of) => {
    const share = of === 0 ? 1 : done / of
    const filled = Math.round(share * WIDTH)
    const line = `${stage.padEnd(9)}[${'#'.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${Math.round(share * 100)} %`
    if (process.stderr.isTTY) process.stderr.write(`\r${line}   ${share === 1 ? '\n' : ''}`)
    else if (last !== `${stage}${Math.floor(share * 10)}`) process.stderr.write(`${line}\n`)
    last = `${stage}${Math.floor(share * 10)}`
  }
}
