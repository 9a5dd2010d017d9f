import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '#infra/local/settings.ts'
import { Balance } from '#lib/model/balance.model.ts'
import { walletOf } from '#lib/money/accounts.ts'
import { rebuildLedger } from '#lib/money/rebuild-ledger.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman } from '#lib/testing/people.ts'
import { hasEarned } from '#lib/testing/wallets.ts'

aDatabase()

const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-verify-'))
writeFileSync(path.join(folder, 'env'), '')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let userId: UserId
beforeAll(async () => {
  userId = (await aCraftsman()).id
  await hasEarned(userId, 5_000)
  await hasEarned(userId, 2_000)
})

/** Runs `npm run ledger:verify` against the database of this file. */
const verify = (...args: string[]) =>
  new Promise<{ code: unknown; out: string; progress: string }>((resolve) => {
    const env = {
      PATH: process.env.PATH,
      CRAFTWORKS_LOCAL_DIR: folder,
      CRAFTWORKS_ENV_FILE: path.join(folder, 'env'),
      MONGODB_URI: process.env.MONGODB_URI,
    }
    const command = ['infra/ops/verify-ledger.ts', ...args]
    execFile(process.execPath, command, { cwd: ROOT, env }, (error, out, progress) =>
      resolve({ code: error ? error.code : 0, out, progress }),
    )
  })

describe('npm run ledger:verify', () => {
  it('counts the journals and finds nothing in a right ledger', async () => {
    expect(await verify()).toEqual({ code: 0, out: '2 journals, 0 differences\n', progress: '' })
  })

  it('prints each figure that differs, and exits with 1', async () => {
    await Balance.updateOne({ _id: walletOf(userId) }, { $inc: { posted: 3, version: 1 } })
    const { code, out } = await verify()
    await Balance.updateOne({ _id: walletOf(userId) }, { $inc: { posted: -3 } })
    const other = await verify()
    await Balance.updateOne({ _id: walletOf(userId) }, { $inc: { version: -1 } })
    expect(code).toBe(1)
    expect(out).toContain(`${walletOf(userId)}: 7003 is stored, but the journals give 7000 (piastres)\n`)
    expect(other.out).toBe(
      `${walletOf(userId)}: its version differs (3 is stored, 2 is right)\n2 journals, 1 differences\n`,
    )
  })

  it('goes on where it was stopped, or begins anew', async () => {
    // Prepare
    expect(await rebuildLedger({ isStopped: () => true })).toBeNull()
    // Act
    const goesOn = await verify()
    await rebuildLedger({ isStopped: () => true })
    const anew = await verify('--restart')
    // Assess
    expect(goesOn).toMatchObject({ code: 0, out: '2 journals, 0 differences\n' })
    expect(goesOn.progress).toContain('goes on after 2 journals, 0 accounts, 0 users')
    expect(anew).toEqual({ code: 0, out: '2 journals, 0 differences\n', progress: '' })
  })
})
