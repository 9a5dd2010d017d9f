import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import mongoose from 'mongoose'
import { findMongod, startMongod } from '#infra/local/mongod.ts'
import { buildIndexes } from '#lib/indexes.ts'
import { walletOf, type Account } from '#lib/money/accounts.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/wallet/verify-ledger.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { connectMongo, disconnectMongo, inTransaction } from '#lib/platform/mongo.ts'

/**
 * `npm run bench:ledger`: journals a second, each a transaction with a guarded balance, against a plain
 * `insertOne` of the same document with majority write concern, turn by turn on the same mongod.
 * The ratio counts; the figures themselves are this machine's.
 */
const ROUNDS = 5
const ROUND_MS = 2_000

type Work = (client: number, turn: number) => Promise<unknown>

const lines = (account: Account) => [
  { account: 'gateway:Fawry' as const, amount: -100 },
  { account, amount: 100 },
]
const insert: Work = (client, turn) =>
  mongoose.connection
    .collection('bare')
    .insertOne(
      { key: `${client}:${turn}:${newId()}`, kind: 'topUp', lines: lines('platform:fees'), at: clock() },
      { writeConcern: { w: 'majority' } },
    )
const book = (account: Account) =>
  inTransaction((session) =>
    postJournal(session, { key: `bench:${newId()}`, kind: 'topUp', lines: lines(account), at: clock() }),
  )
const own: Account[] = Array.from({ length: 16 }, () => walletOf(newId<'User'>()))
const hot = walletOf(newId<'User'>())

/** How often `work` is done in a second by so many clients that each wait for their answer. */
async function rate(clients: number, work: Work): Promise<number> {
  const until = performance.now() + ROUND_MS
  let done = 0
  const client = async (_: unknown, number: number) => {
    for (let turn = 0; performance.now() < until; turn += 1) {
      await work(number, turn)
      done += 1
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return done / (ROUND_MS / 1000)
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

async function compare(what: string, clients: number, work: Work): Promise<void> {
  const pairs: { bare: number; journals: number }[] = []
  await rate(clients, work) // warm
  for (let round = 0; round < ROUNDS; round += 1) {
    pairs.push({ bare: await rate(clients, insert), journals: await rate(clients, work) })
  }
  const journals = median(pairs.map((pair) => pair.journals))
  const bare = median(pairs.map((pair) => pair.bare))
  const ratio = median(pairs.map((pair) => pair.journals / pair.bare))
  process.stdout.write(
    `${what.padEnd(34)} ${journals.toFixed(0).padStart(6)} journals/s  ${bare.toFixed(0).padStart(6)} insertOne/s  ratio ${ratio.toFixed(2)}\n`,
  )
}

const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-bench-'))
const mongod = await startMongod({
  dataFolder: folder,
  logFile: path.join(folder, 'mongod.log'),
  binary: await findMongod(),
})
try {
  process.env.MONGODB_URI = `${mongod.uri.replace(/\/?(\?.*)?$/, '')}/bench`
  await connectMongo()
  await buildIndexes()
  await compare('1 client, a wallet of its own', 1, () => book(own[0] ?? hot))
  await compare('16 clients, a wallet each', 16, (client) => book(own[client] ?? hot))
  await compare('16 clients, one hot wallet', 16, () => book(hot))
  const wrong = (await verifyLedger()).filter(({ what }) => !what.startsWith('transactions of'))
  process.stdout.write(`${wrong.length} differences afterwards\n`)
  process.exitCode = wrong.length === 0 ? 0 : 1
} finally {
  await disconnectMongo()
  await mongod.stop()
  rmSync(folder, { recursive: true, force: true })
}
