import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { endTransactionsOf } from '#lib/testing/money/process-death.ts'
import { firstOf } from '#lib/testing/part-of.ts'

/** Each test run kills at every third point, and at others on the next day; CRASH_STEP=1 kills at every one. */
const STEP = Number(process.env.CRASH_STEP ?? 3)

/** The points at which a process is killed, without an end: it ends when the script had fewer points. */
export function* killPoints(): Generator<number, never> {
  for (let point = 1 + firstOf(STEP); ; point += STEP) yield point
}

/** Runs one of the scripts here in a process that is killed at a point. Returns whether the script finished first. */
export async function runAndDieAt(
  script: 'crashing-payout-run' | 'crashing-refund-run',
  point: number,
  ...args: readonly string[]
): Promise<boolean> {
  const file = fileURLToPath(new URL(`./${script}.ts`, import.meta.url))
  const ended = await new Promise<boolean>((resolve, reject) => {
    execFile(process.execPath, [file, String(point), ...args], (error, stdout, stderr) => {
      if (!error) resolve(stdout.includes('points'))
      else if (error.signal === 'SIGKILL') resolve(false)
      else reject(new Error(`${stdout}\n${stderr}`))
    })
  })
  await endTransactionsOf(script)
  return ended
}
