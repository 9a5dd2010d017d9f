import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { OPTIONAL } from '#infra/bundle/bundle.ts'
import { endTransactionsOf } from '#lib/testing/money/process-death.ts'
import { firstOf } from '#lib/testing/part-of.ts'

/** Each test run kills at every third point, and at others on the next day; CRASH_STEP=1 kills at every one. */
const STEP = Number(process.env.CRASH_STEP ?? 3)

/** One of the scripts here. */
type Script = 'crashing-count-run' | 'crashing-payout-run' | 'crashing-refund-run'

/** A run of a script in a process that is killed at a point. */
export interface DoomedRun {
  readonly point: number
  /** Lets it run until then. Returns whether the script finished first. */
  readonly dies: (...args: readonly string[]) => Promise<boolean>
}

/**
 * Runs of a script that are killed, each at a later point, without an end: the last one is that whose script had fewer
 * points. Nearly all that a process costs is loading the code. So it is bundled into one file, what V8 compiled of it is
 * kept, and the next process loads while a test prepares its scene.
 */
export async function* doomedRuns(script: Script): AsyncGenerator<DoomedRun, never> {
  const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-doomed-'))
  const file = await bundle(script, folder)
  let next = new DoomedProcess(script, file)
  try {
    for (let point = 1 + firstOf(STEP); ; point += STEP) {
      const current = next
      next = new DoomedProcess(script, file)
      yield { point, dies: (...args) => current.runUntil(point, args) }
    }
  } finally {
    next.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Packages that are not ES modules ask for others by it. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"

async function bundle(script: Script, folder: string): Promise<string> {
  const outfile = path.join(folder, `${script}.mjs`)
  await build({
    entryPoints: [path.join(import.meta.dirname, `${script}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: REQUIRE },
    external: [...OPTIONAL, 'gcp-metadata'],
    logLevel: 'error',
  })
  return outfile
}

/** A process that has loaded a script, or is about to, and waits for the point at which it dies. */
class DoomedProcess {
  readonly #script: Script
  readonly #child: ChildProcess
  readonly #ended: Promise<{ readonly code: number | null; readonly signal: string | null }>
  #output = ''

  constructor(script: Script, file: string) {
    this.#script = script
    const env = { ...process.env, NODE_COMPILE_CACHE: path.join(path.dirname(file), 'compiled') }
    this.#child = spawn(process.execPath, [file], { env, stdio: 'pipe' })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (text: Buffer) => (this.#output += text.toString()))
    }
    this.#ended = new Promise((resolve) => {
      this.#child.on('close', (code, signal) => resolve({ code, signal }))
    })
  }

  /** Returns whether the script came to its end before the point. */
  async runUntil(point: number, args: readonly string[]): Promise<boolean> {
    this.#child.stdin?.end(JSON.stringify({ point, args }))
    const { code, signal } = await this.#ended
    await endTransactionsOf(this.#script)
    if (signal === 'SIGKILL') return false
    if (code === 0 && this.#output.includes('points')) return true
    throw new Error(this.#output)
  }

  stop(): void {
    this.#child.kill('SIGKILL')
  }
}
