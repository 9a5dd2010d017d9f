import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { localFolder, readSettings } from '#infra/local/settings.ts'
import { CannotStartError } from '#infra/local/stop-with.ts'

/** The keys that this machine made for itself, by the setting that each is for. */
const FILES = { LOCAL_KEY: 'field-key', NATIONAL_ID_KEY: 'national-id-key' } as const

type KeySetting = keyof typeof FILES

const SETTINGS = Object.keys(FILES) as KeySetting[]

const fileOf = (setting: KeySetting): string => path.join(localFolder(), FILES[setting])

/** Puts a new key before those that this machine has. It is used from the next start on. */
export function addKeys(): void {
  for (const setting of SETTINGS) {
    const list = `${randomBytes(32).toString('base64')},${listIn(setting)}`
    if (list.split(',').length > 5) {
      throw new CannotStartError(
        `There are five keys in ${fileOf(setting)} already: first drop the old ones.`,
      )
    }
    write(setting, list)
  }
}

/** Leaves of the keys of this machine those in use, and answers them. */
export function dropOldKeys(): Readonly<Record<string, string>> {
  const kept = SETTINGS.map((setting) => [setting, listIn(setting).split(',')[0] ?? ''] as const)
  for (const [setting, key] of kept) write(setting, key)
  return Object.fromEntries(kept)
}

/** Whether the keys were changed after this moment: a start of before has not read them. */
export const keysChangedAfter = (at: Date): boolean =>
  SETTINGS.some((setting) => existsSync(fileOf(setting)) && statSync(fileOf(setting)).mtime > at)

/** The keys in the file, which a setting of the shell or of .env would hide. */
function listIn(setting: KeySetting): string {
  const used = readSettings().env[setting] ?? '' // makes the file, if there is none yet
  const list = existsSync(fileOf(setting)) ? readFileSync(fileOf(setting), 'utf8').trim() : ''
  if (list === used) return list
  throw new CannotStartError(
    `${setting} is set in the environment or in .env. Change it there: the new key first, then a comma and the old one.`,
  )
}

/** In one step, so that a start never reads half a key. */
function write(setting: KeySetting, list: string): void {
  const half = `${fileOf(setting)}.new`
  writeFileSync(half, `${list}\n`, { mode: 0o600 })
  renameSync(half, fileOf(setting))
}
