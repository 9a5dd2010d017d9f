import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach } from 'vitest'
import { forgetConfig } from '#lib/platform/config.ts'

const folders: string[] = []

/** Lets what is kept outside of the database be in a new folder from now on. */
export function useNewAuditFolder(): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-audit-'))
  folders.push(folder)
  process.env.AUDIT_FOLDER = folder
  forgetConfig()
}

/** Lets there be no place outside of the database from now on. */
export function forgetAuditFolder(): void {
  delete process.env.AUDIT_FOLDER
  forgetConfig()
}

/** Gives each test of a file a folder of its own for what is kept outside of the database. */
export function anAuditFolder(): void {
  beforeEach(useNewAuditFolder)
  afterAll(() => {
    forgetAuditFolder()
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  })
}
