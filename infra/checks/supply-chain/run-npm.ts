import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '../../..')

/** What a command of npm prints, whatever it ends with. */
export function printedByNpm(...options: readonly string[]): Promise<string> {
  const { npm_execpath: script } = process.env // the npm that runs this script
  const [program, ...first] = script ? [process.execPath, script] : ['npm']
  const limits = { cwd: ROOT, maxBuffer: 64 * 1024 * 1024, timeout: 120_000 }
  return new Promise((resolve) => {
    execFile(program ?? 'npm', [...first, ...options], limits, (error, printed) =>
      resolve(error && !printed ? JSON.stringify({ message: error.message }) : printed),
    )
  })
}

/**
 * What `npm audit --json` prints of the lock. npm keeps what it once concluded of an advisory, its severity too, and a
 * cache that outlives runs (a CI has one) would hide that one has become critical: each audit has a cache of its own.
 */
export async function printedAudit(): Promise<string> {
  const cache = await mkdtemp(path.join(tmpdir(), 'craftworks-audit-'))
  try {
    return await printedByNpm('audit', '--json', '--cache', cache)
  } finally {
    await rm(cache, { recursive: true, force: true })
  }
}
