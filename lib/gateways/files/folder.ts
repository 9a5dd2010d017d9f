import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { DownloadFile } from '#lib/gateways/files/files.ts'
import { realTime } from '#lib/platform/clock.ts'

interface Folder {
  readonly folder: string
  /** The address under which the files of the folder are served. */
  readonly url: string
}

/** `<until when, in ms>-<unguessable>-<name for the browser>`: all that has to be known of a file. */
const STORED_NAME = /^(\d{13})-[0-9a-f]{32}-([\w.-]+)$/

/** Stores a file whose name says how long its link is good for. What is over goes at the next one. */
export async function linkInFolder(
  { folder, url }: Folder,
  { name, bytes }: DownloadFile,
  lifetimeMs: number,
): Promise<string> {
  await mkdir(folder, { recursive: true })
  for (const old of await readdir(folder)) {
    if (isOver(old)) await rm(path.join(folder, old), { force: true })
  }
  const stored = `${realTime().getTime() + lifetimeMs}-${randomBytes(16).toString('hex')}-${name}`
  await writeFile(path.join(folder, stored), bytes, { mode: 0o600 })
  return `${url}/${stored}`
}

/** The file behind a link, with its name for the browser; null if there is none, or if the link is over. */
export async function readStored(
  folder: string,
  stored: string,
): Promise<{ name: string; bytes: Buffer } | null> {
  const [, , name] = STORED_NAME.exec(stored) ?? []
  if (name === undefined || isOver(stored)) return null
  return readFile(path.join(folder, stored)).then(
    (bytes) => ({ name, bytes }),
    () => null,
  )
}

function isOver(stored: string): boolean {
  const [, until] = STORED_NAME.exec(stored) ?? []
  return until !== undefined && Number(until) <= realTime().getTime()
}
