import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '#infra/local/mongod.ts'
import { ROOT } from '#infra/local/settings.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

export interface StartedServer {
  readonly url: string
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
  const { MONGODB_URI: _, JWT_SECRET: __, RESEND_API_KEY: ___, ...outside } = process.env
  const own = { CRAFTWORKS_LOCAL_DIR: folder, CRAFTWORKS_ENV_FILE: envFile, PASSWORD_COST: '4', NODE_ENV: '' }
  const child = spawn(process.execPath, ['-r', './infra/node-version.cjs', 'infra/local/start.ts'], {
    cwd: ROOT,
    env: { ...outside, ...own, PORT: String(port), ...env },
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (text += part.toString()))
  const end = performance.now() + timeLimit(4_000)
  while (performance.now() < end && !text.includes('Craftworks is ready') && child.exitCode === null)
    await sleep(50)
  if (!text.includes('Craftworks is ready')) throw new Error(`npm start did not get ready: ${text}`)
  return {
    url: `http://127.0.0.1:${port}`,
    output: () => text,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
