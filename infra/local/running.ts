import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { localFolder } from '#infra/local/settings.ts'

/** The running `npm start` of this data folder. `invoke`, `demo` and `reset` find it by this record. */
export interface Running {
  readonly pid: number
  readonly port: number
  readonly url: string
  /** What its functions have in their environment in addition to .env: the addresses of the database and the fakes. */
  readonly env: Readonly<Record<string, string>>
}

const file = (): string => path.join(localFolder(), 'running.json')

export function recordRunning(running: Running): void {
  mkdirSync(localFolder(), { recursive: true })
  writeFileSync(file(), JSON.stringify(running), { mode: 0o600 })
}

export function removeRunning(): void {
  if (readRecord()?.pid === process.pid) rmSync(file(), { force: true })
}

/** The running start of this data folder, if there is one. The record of a killed start is ignored. */
export function findRunning(): Running | undefined {
  const record = readRecord()
  return record && isCraftworks(record.pid) ? record : undefined
}

/** When the running start read its settings, at the latest. */
export const runningSince = (): Date => statSync(file()).mtime

function readRecord(): Running | undefined {
  if (!existsSync(file())) return undefined
  try {
    return JSON.parse(readFileSync(file(), 'utf8')) as Running
  } catch {
    return undefined // incomplete, from a start that was killed
  }
}

/** Whether the process exists and is a start of ours; its id may belong to another program now. */
function isCraftworks(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const commandLine = `/proc/${pid}/cmdline`
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('infra/local/start.ts')
}
