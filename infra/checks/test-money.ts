import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

/**
 * `npm run test:money`: plays 2,000 random histories of the money, by as many processes as there are processors.
 * `-- --seed N` plays the one with that seed again, `--histories N` so many, from the seed on where there is one.
 */
const { values } = parseArgs({ options: { seed: { type: 'string' }, histories: { type: 'string' } } })
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9))
const histories = Number(values.histories ?? (values.seed === undefined ? 2_000 : 1))
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(histories) || histories < 1) {
  console.error('Usage: npm run test:money -- --seed <whole number> --histories <how many>')
  process.exit(1)
}

/** Fewer are not worth a MongoDB of their own. */
const MIN_FOR_TWO_WORKERS = 100

const workers = histories < MIN_FOR_TWO_WORKERS ? 1 : availableParallelism()
const each = Math.ceil(histories / workers)
const vitest = path.resolve(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')

const play = (from: number, count: number): Promise<boolean> =>
  new Promise((resolve) => {
    const env = { ...process.env, MONEY_SEED: String(from), MONEY_HISTORIES: String(count) }
    const args = [vitest, 'run', 'lib/payments/histories.test.ts']
    spawn(process.execPath, args, { env, stdio: 'inherit' }).on('exit', (code) => resolve(code === 0))
  })

console.log(`${histories} histories from seed ${seed} on, by ${workers} processes`)
const passed = await Promise.all(
  Array.from({ length: workers }, (_, n) => play(seed + n * each, Math.min(each, histories - n * each))),
)
console.log(passed.every(Boolean) ? `${histories} histories passed` : 'A history failed: its seed is above')
process.exitCode = passed.every(Boolean) ? 0 : 1
