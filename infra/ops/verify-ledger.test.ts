import { beforeAll, describe, expect, it } from 'vitest'
import { opsCommands } from '#infra/ops/testing/ops-commands.ts'
import { Balance } from '#lib/model/balance.model.ts'
import { walletOf } from '#lib/money/accounts.ts'
import { rebuildLedger } from '#lib/money/rebuild-ledger.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman } from '#lib/testing/people.ts'
import { hasEarned } from '#lib/testing/wallets.ts'

aDatabase()

const { run } = opsCommands()

let userId: UserId
beforeAll(async () => {
  userId = (await aCraftsman()).id
  await hasEarned(userId, 5_000)
  await hasEarned(userId, 2_000)
})

/** Runs `npm run ledger:verify` against the database of this file. */
async function verify(...args: string[]): Promise<{ code: number | null; out: string; progress: string }> {
  const { code, out, err } = await run('verify-ledger', args, { MONGODB_URI: process.env.MONGODB_URI ?? '' })
  return { code, out, progress: err }
}

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
