import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findMongod, startMongod } from '#infra/local/mongod.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { clearingAt, escrowOf, payoutOf, walletOf } from '#lib/money/accounts.ts'
import { checkLedger, differingNow } from '#lib/money/check-ledger.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { recordTransaction } from '#lib/money/record-transaction.ts'
import { walkOn } from '#lib/money/walk-ledger.ts'
import { payable } from '#lib/payouts/check-payouts.ts'
import { addMs, clock, HOUR, realTime } from '#lib/platform/clock.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { connectMongo, disconnectMongo, inTransaction, objectId } from '#lib/platform/mongo.ts'
import { seedLedger } from './ledger-seed.ts'

/**
 * `npm run bench:ledger-check -- 50000 1000000`: what the check before payouts takes in ledgers of so many journals,
 * which are inserted in bulk. In each round, and in each ledger in turn, 100 jobs are paid and released and 20 payouts
 * are requested; measured is the check of what is new, the comparison of the accounts of the 20 payouts, and one page
 * of the audit (1,000 journals). Medians, and their ratio to the first ledger.
 */
const ROUNDS = 9
const JOBS = 100
const PAYOUTS = 20

const sizes = process.argv.slice(2).map(Number)
if (sizes.length === 0) sizes.push(50_000, 1_000_000)

interface Ledger {
  readonly size: number
  readonly users: readonly UserId[]
  readonly times: { readonly fresh: number[]; readonly payouts: number[]; readonly audit: number[] }
}

const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-bench-'))
const mongod = await startMongod({
  dataFolder: folder,
  logFile: path.join(folder, 'mongod.log'),
  binary: await findMongod(),
})

async function open(size: number): Promise<void> {
  await disconnectMongo()
  process.env.MONGODB_URI = `${mongod.uri.replace(/\/?(\?.*)?$/, '')}/ledger-${size}`
  forgetConfig()
  await connectMongo()
}

async function prepare(size: number): Promise<Ledger> {
  await open(size)
  const began = performance.now()
  const users = await seedLedger(size)
  await buildIndexes()
  say(`${size} journals inserted in ${((performance.now() - began) / 1000).toFixed(0)} s`)
  return { size, users, times: { fresh: [], payouts: [], audit: [] } }
}

async function timeOf(into: number[], work: () => Promise<unknown>): Promise<void> {
  const began = performance.now()
  await work()
  into.push(performance.now() - began)
}

async function measure({ size, users, times }: Ledger): Promise<void> {
  await open(size)
  const pick = () => users[Math.floor(Math.random() * users.length)] as UserId
  for (let i = 0; i < JOBS; i += 1) await payAndRelease(pick())
  const payouts: Awaited<ReturnType<typeof requestPayout>>[] = []
  for (let i = 0; i < PAYOUTS; i += 1) payouts.push(await requestPayout(pick()))
  const until = addMs(realTime(), HOUR)
  await timeOf(times.fresh, () => checkLedger({ until, auditPages: 0 }))
  await timeOf(times.payouts, async () => {
    const allowed = await payable(payouts)
    if (allowed.length !== PAYOUTS) throw new Error('a payout was stopped in a ledger that is right')
  })
  await timeOf(times.audit, () => walkOn('audit', 'whole'))
  if ((await differingNow(1)).length > 0) throw new Error('a ledger that is right was found to differ')
}

async function payAndRelease(user: UserId): Promise<void> {
  const escrow = escrowOf(newId<'Job'>())
  const [at, wallet] = [clock(), walletOf(user)]
  const paid = [
    { account: clearingAt('Fawry'), amount: -1_000 },
    { account: escrow, amount: 1_000 },
  ]
  const released = [
    { account: escrow, amount: -1_000 },
    { account: wallet, amount: 900 },
    { account: 'platform:fees' as const, amount: 100 },
  ]
  await inTransaction((tx) =>
    postJournal(tx, { key: `payment:${escrow}`, kind: 'payment', postings: paid, at }),
  )
  await inTransaction(async (tx) => {
    await postJournal(tx, { key: `release:${escrow}`, kind: 'release', postings: released, at })
    await recordTransaction(tx, { userId: user, type: 'Payout', amount: 900, status: 'Completed', at })
  })
}

async function requestPayout(userId: UserId) {
  const payoutId = newId<'Payout'>()
  const at = clock()
  const postings = [
    { account: walletOf(userId), amount: -500 },
    { account: payoutOf(payoutId), amount: 500 },
  ]
  await inTransaction(async (tx) => {
    await postJournal(tx, { key: `payout:${payoutId}`, kind: 'payout', postings, at })
    await recordTransaction(tx, { userId, payoutId, type: 'Withdrawal', amount: -500, status: 'Pending', at })
  })
  return { _id: objectId(payoutId), purpose: 'Withdrawal' as const, payee: objectId(userId), amount: 500 }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const column = (value: number, first: number): string =>
  `${value.toFixed(0).padStart(6)} ms ${(value / first).toFixed(2).padStart(5)}`

try {
  const ledgers: Ledger[] = []
  for (const size of sizes) ledgers.push(await prepare(size))
  for (const ledger of ledgers) {
    await measure(ledger) // warm
    for (const times of Object.values(ledger.times)) times.length = 0
  }
  for (let round = 0; round < ROUNDS; round += 1) for (const ledger of ledgers) await measure(ledger)
  const [first] = ledgers
  say(
    `${'journals'.padStart(10)}  ${'220 new ones'.padStart(14)}  ${'20 payouts'.padStart(14)}  ${'page of audit'.padStart(14)}`,
  )
  for (const { size, times } of ledgers) {
    const columns = (['fresh', 'payouts', 'audit'] as const).map((what) =>
      column(median(times[what]), median(first?.times[what] ?? [])),
    )
    say(`${String(size).padStart(10)}  ${columns.join('  ')}`)
  }
} finally {
  await disconnectMongo()
  await mongod.stop()
  rmSync(folder, { recursive: true, force: true })
}
