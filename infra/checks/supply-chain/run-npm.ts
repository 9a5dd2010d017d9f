import { spawnSync } from 'node:child_process'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '../../..')

/** What a command of npm prints, whatever it ends with. */
export function printedByNpm(...options: readonly string[]): string {
  const { npm_execpath: script } = process.env // the npm that runs this script
  const [program, ...first] = script ? [process.execPath, script] : ['npm']
  const { stdout, error } = spawnSync(program ?? 'npm', [...first, ...options], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 120_000,
  })
  if (error && !stdout) return JSON.stringify({ message: error.message })
  return stdout
}
