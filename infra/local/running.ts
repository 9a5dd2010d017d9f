import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { localFolder } from '#infra/local/settings.ts'

/** The start that uses this machine's data now: how `invoke`, `demo` and `reset` find it. */
export interface Running {
  readonly pid: number
  readonly port: number
  readonly url: string
  /** What its functions find in their environment beside .env: the database and the stand-ins. */
  readonly env: Readonly<Record<string, string>>
}

const file = (): string => path.join(localFolder(), 'running.json')

export function noteRunning(running: Running): void {
  mkdirSync(localFolder(), { recursive: true })
  writeFileSync(file(), JSON.stringify(running), { mode: 0o600 })
}

export function forgetRunning(): void {
  if (readNote()?.pid === process.pid) rmSync(file(), { force: true })
}

/** The running start of this data folder, if there is one: its note alone may be left of a killed one. */
export function findRunning(): Running | undefined {
  const note = readNote()
  return note && isCraftworks(note.pid) ? note : undefined
}

function readNote(): Running | undefined {
  if (!existsSync(file())) return undefined
  try {
    return JSON.parse(readFileSync(file(), 'utf8')) as Running
  } catch {
    return undefined // written half by a start that was killed
  }
}

/** Whether this process lives and is a start of ours: its number may have gone to another program. */
function isCraftworks(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const commandLine = `/proc/${pid}/cmdline`
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('infra/local/start.ts')
}
