import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { ROOT } from '#infra/local/settings.ts'

/** How a command ended. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
  /** Both, as a person sees them. */
  readonly text: string
}

type Env = Readonly<Record<string, string>>

export interface OpsCommands {
  /** Where this machine's data and keys are, for these commands. */
  readonly folder: string
  /** Runs a command to its end, by its file in infra/ops. */
  readonly run: (command: string, args?: readonly string[], env?: Env) => Promise<Ended>
  /** The same for one that is not waited for. */
  readonly start: (command: string, args?: readonly string[], env?: Env) => StartedCommand
}

export interface StartedCommand {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

/**
 * Runs commands of infra/ops as npm does, without a terminal, with the settings of the test alone and the data folder of
 * the test file, which is gone when its tests are over.
 */
export function opsCommands(): OpsCommands {
  const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-ops-'))
  const envFile = path.join(folder, 'env')
  writeFileSync(envFile, '')
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const own = { CRAFTWORKS_LOCAL_DIR: folder, CRAFTWORKS_ENV_FILE: envFile, PASSWORD_COST: '4' }
  const start: OpsCommands['start'] = (command, args = [], env = {}) => {
    const child = spawn(process.execPath, [`infra/ops/${command}.ts`, ...args], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, ...own, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return { child, ended: endOf(child) }
  }
  return { folder, start, run: (...command) => start(...command).ended }
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const printed: Record<'out' | 'err', string> = { out: '', err: '' }
  let text = ''
  const listen = (name: 'out' | 'err') => (part: Buffer) => {
    printed[name] += String(part)
    text += String(part)
  }
  child.stdout?.on('data', listen('out'))
  child.stderr?.on('data', listen('err'))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, ...printed, text }
}
