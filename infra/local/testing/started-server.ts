import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '#infra/local/mongod.ts'
import { runScript } from '#infra/local/testing/run-script.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

export interface StartedServer {
  readonly url: string
  /** What a command needs in its environment to find this start. */
  readonly env: Readonly<Record<string, string>>
  /** What `npm start` has printed so far. */
  readonly output: () => string
  readonly stop: () => Promise<void>
}

/** Starts `npm start` with its own port, data and settings, and waits until it is ready. */
export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<StartedServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-server-'))
  const envFile = path.join(folder, 'env')
  writeFileSync(envFile, '# nothing is set\n')
  const port = await freePort()
  const own = { CRAFTWORKS_LOCAL_DIR: folder, CRAFTWORKS_ENV_FILE: envFile, PORT: String(port) }
  const { child, ended, output } = runScript('start', [], { ...own, ...env })
  const end = performance.now() + timeLimit(4_000)
  while (performance.now() < end && !output().includes('Craftworks is ready') && child.exitCode === null)
    await sleep(50)
  if (!output().includes('Craftworks is ready')) throw new Error(`npm start did not get ready: ${output()}`)
  return {
    url: `http://127.0.0.1:${port}`,
    env: own,
    output,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
