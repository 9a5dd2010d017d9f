import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Outbox } from '#lib/events/outbox.model.ts'
import { verifyLedger } from '#lib/wallet/verify-ledger.ts'
import { PayoutBatch } from '#lib/payouts/payout-batch.model.ts'
import { Payout } from '#lib/payouts/payout.model.ts'
import { runPayouts } from '#lib/payouts/run-payouts.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { providerAt, TestProvider } from '#lib/testing/payout-provider.ts'
import { aPayout } from '#lib/testing/payouts.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'

const SCRIPT = fileURLToPath(new URL('../testing/crashing-payout-run.ts', import.meta.url))
const provider = new TestProvider()
let url: string

aDatabase()
beforeAll(async () => {
  url = await provider.start()
})
afterAll(() => provider.stop())

/** Runs the payouts in a process that dies at a point. Answers whether it came to its end. */
const runAndDieAt = (point: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [SCRIPT, url, String(point)],
      { env: process.env },
      (error, stdout, stderr) => {
        if (!error) resolve(stdout.includes('points'))
        else if (error.signal === 'SIGKILL') resolve(false)
        else reject(new Error(`${stdout}\n${stderr}`))
      },
    )
  })

/** MongoDB gives up the transactions of a dead process after a minute; a test does not wait for that. */
async function endItsTransactions(): Promise<void> {
  const admin = mongoose.connection.getClient().db('admin')
  const open = await admin
    .aggregate<{ lsid: { id: unknown } }>([
      { $currentOp: { allUsers: true, idleSessions: true } },
      { $match: { appName: 'crashing-payout-run', lsid: { $exists: true } } },
    ])
    .toArray()
  if (open.length > 0) await admin.command({ killSessions: open.map(({ lsid }) => ({ id: lsid.id })) })
}

it('a payout run that is killed at any point and started again loses nothing and pays nothing twice', async () => {
  let point = 0
  for (let ended = false; !ended;) {
    point += 1
    // Prepare
    await emptyDatabase()
    provider.orders.clear()
    const [byBank, byStripe] = [await aPayout(), await aPayout({ throughStripe: true, amount: 70_000 })]
    // Act
    ended = await runAndDieAt(point)
    await endItsTransactions()
    const isRightAfterTheCrash = await verifyLedger()
    await runPayouts(providerAt(url))
    // Assess
    const at = `killed at point ${point}`
    expect(isRightAfterTheCrash, at).toEqual([])
    expect(await verifyLedger(), at).toEqual([])
    expect(provider.orders.get(byStripe.payoutId), at).toMatchObject({ amount: 70_000, outcome: 'paid' })
    expect(await Payout.findById(byStripe.payoutId).lean(), at).toMatchObject({ status: 'Paid' })
    expect(await getBalance(byStripe.craftsman.id), at).toMatchObject({ balance: 0, pending: 0 })
    expect(await getBalance(byBank.craftsman.id), at).toMatchObject({ balance: 100_000, pending: 100_000 })
    expect(await Payout.findById(byBank.payoutId).lean(), at).toMatchObject({ status: 'Batched' })
    expect(await PayoutBatch.find().lean(), at).toMatchObject([{ count: 2, total: 170_000 }])
    expect(await Outbox.countDocuments({ type: 'payout.paid' }), at).toBe(1)
  }
  expect(point, 'points at which it was killed').toBeGreaterThan(20)
}, 300_000)
