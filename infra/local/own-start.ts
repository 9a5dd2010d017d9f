import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { freePort } from '#infra/local/mongod.ts'
import { ROOT } from '#infra/local/settings.ts'

/** A script that runs in a process of its own. */
export interface Run {
  readonly child: ChildProcess
  /** What it has printed so far. */
  readonly output: () => string
  readonly ended: Promise<number | null>
}

/** Runs a script of this project as npm does, with these settings alone. */
export function startScript(script: string, args: readonly string[], env: NodeJS.ProcessEnv): Run {
  const child = spawn(process.execPath, ['-r', './infra/node-version.cjs', script, ...args], {
    cwd: ROOT,
    env: { ...env, NODE_ENV: '' },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (text += part.toString()))
  return { child, output: () => text, ended: new Promise((resolve) => child.once('close', resolve)) }
}

/** A start of `npm start` that is ready. */
export interface StartedServer {
  readonly url: string
  /** What a command needs in its environment to find this start. */
  readonly env: Readonly<Record<string, string>>
  readonly output: () => string
  readonly stop: () => Promise<void>
}

/** `npm start` ended before it was ready, or took too long. The message has what it printed. */
export class NotReadyError extends Error {}

const READY = 'Craftworks is ready'

/**
 * Starts `npm start` with a data folder, a port and a file of settings of its own, and waits until it is ready, however
 * long that takes if there is no limit.
 */
export async function startIn(
  folder: string,
  env: NodeJS.ProcessEnv,
  limitMs?: number,
): Promise<StartedServer> {
  const envFile = path.join(folder, 'env')
  mkdirSync(folder, { recursive: true })
  if (!existsSync(envFile)) writeFileSync(envFile, '# nothing is set\n')
  const port = await freePort()
  const own = { CRAFTWORKS_LOCAL_DIR: folder, CRAFTWORKS_ENV_FILE: envFile, PORT: String(port) }
  const run = startScript('infra/local/start.ts', [], { ...env, ...own })
  const stop = async () => {
    run.child.kill('SIGTERM')
    await run.ended
  }
  if (!(await isReady(run, limitMs))) {
    await stop()
    throw new NotReadyError(`npm start did not get ready: ${run.output()}`)
  }
  return { url: `http://127.0.0.1:${port}`, env: own, output: run.output, stop }
}

async function isReady({ child, output, ended }: Run, limitMs: number | undefined): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const look = () => output().includes(READY) && resolve(true)
  const timer = limitMs === undefined ? undefined : setTimeout(() => resolve(false), limitMs)
  child.stdout?.on('data', look)
  void ended.then(() => resolve(false))
  return promise.finally(() => {
    clearTimeout(timer)
    child.stdout?.off('data', look)
  })
}
