import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { newId } from '#lib/platform/ids.ts'

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

/** Writes a file whole or not at all, and never over another: a link to it fails if there is one. */
export async function storeInFolder(folder: string, name: string, text: string): Promise<boolean> {
  await mkdir(folder, { recursive: true })
  const written = path.join(folder, `.${newId()}`)
  await writeFile(written, text, { mode: 0o600 })
  try {
    await link(written, path.join(folder, name))
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await rm(written, { force: true })
  }
}

export async function readFromFolder(folder: string, name: string): Promise<string | null> {
  try {
    return await readFile(path.join(folder, name), 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}
