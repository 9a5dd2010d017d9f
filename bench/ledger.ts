import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import mongoose from 'mongoose'
import { findMongod, startMongod } from '#infra/local/mongod.ts'
import type { Account } from '#lib/model/account.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { walletOf } from '#lib/money/accounts.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { connectMongo, disconnectMongo, inTransaction } from '#lib/platform/mongo.ts'

/**
 * `npm run bench:ledger`: journals per second, each in a transaction with a guarded balance, compared with a plain
 * `insertOne` of the same document with majority write concern, in turn on the same mongod. Only the ratio matters, as
 * the figures themselves depend on the machine. Then what bounds it: a transaction of the same commands by the driver
 * alone, which checks nothing; and how far one hot wallet goes if its journals take turns within a process, or if a
 * process gathers them and commits 16 as one transaction.
 */
const ROUNDS = 5
const ROUND_MS = 2_000

type Work = (client: number, turn: number) => Promise<unknown>

const postingsTo = (account: Account) => [
  { account: 'gateway:Fawry' as const, amount: -100 },
  { account, amount: 100 },
]
const insert: Work = (client, turn) =>
  mongoose.connection
    .collection('bare')
    .insertOne(
      { key: `${client}:${turn}:${newId()}`, kind: 'topUp', lines: postingsTo('platform:fees'), at: clock() },
      { writeConcern: { w: 'majority' } },
    )
const post = (account: Account) =>
  inTransaction((tx) =>
    postJournal(tx, { key: `bench:${newId()}`, kind: 'topUp', postings: postingsTo(account), at: clock() }),
  )
/** What a journal needs at least: a balance, a document, a commit. */
const bare = (account: Account, journals = 1) =>
  inTransaction(async (tx) => {
    const after = await mongoose.connection
      .collection<{ _id: string; posted: number; version: number }>('bareBalances')
      .findOneAndUpdate(
        { _id: account },
        { $inc: { posted: 100 * journals, version: journals } },
        { session: tx, upsert: true, returnDocument: 'after' },
      )
    const documents = Array.from({ length: journals }, () => ({
      key: `bench:${newId()}`,
      kind: 'topUp',
      lines: [...postingsTo(account), after?.version],
      at: clock(),
    }))
    await mongoose.connection.collection('bare').insertMany(documents, { session: tx })
  })
/** Lets the journals of the hot wallet take turns, so that none conflicts with another. */
let turn: Promise<unknown> = Promise.resolve()
const inTurn = (): Promise<unknown> => (turn = turn.then(() => post(hotWallet)))

const wallets: Account[] = Array.from({ length: 16 }, () => walletOf(newId<'User'>()))
const hotWallet = walletOf(newId<'User'>())

/** How often per second `work` is done by this many clients, which each wait for their result. */
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

/** `work` is done by one client if each turn of it posts several journals; the inserts are always by `clients`. */
async function compare(what: string, clients: number, work: Work, each = 1): Promise<void> {
  const workers = each === 1 ? clients : 1
  const pairs: { bare: number; journals: number }[] = []
  await rate(workers, work) // warm
  for (let round = 0; round < ROUNDS; round += 1) {
    pairs.push({ bare: await rate(clients, insert), journals: each * (await rate(workers, work)) })
  }
  const journals = median(pairs.map((pair) => pair.journals))
  const bare = median(pairs.map((pair) => pair.bare))
  const ratio = median(pairs.map((pair) => pair.journals / pair.bare))
  process.stdout.write(
    `${what.padEnd(50)} ${journals.toFixed(0).padStart(6)} journals/s  ${bare.toFixed(0).padStart(6)} insertOne/s  ratio ${ratio.toFixed(2)}\n`,
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
  await compare('1 client, one wallet', 1, () => post(wallets[0] ?? hotWallet))
  await compare('16 clients, a wallet each', 16, (client) => post(wallets[client] ?? hotWallet))
  await compare('16 clients, one hot wallet', 16, () => post(hotWallet))
  const own = (client: number) => wallets[client] ?? hotWallet
  await compare('bare transaction: 16 clients, a wallet each', 16, (client) => bare(own(client)))
  await compare('bare transaction: 16 clients, one hot wallet', 16, () => bare(hotWallet))
  await compare('taking turns in a process: 16 clients, one wallet', 16, inTurn)
  await compare('16 journals as one bare transaction, one wallet', 16, () => bare(hotWallet, 16), 16)
  const differences = (await verifyLedger()).filter(({ what }) => !what.startsWith('transactions of'))
  process.stdout.write(`${differences.length} differences afterwards\n`)
  process.exitCode = differences.length === 0 ? 0 : 1
} finally {
  await disconnectMongo()
  await mongod.stop()
  rmSync(folder, { recursive: true, force: true })
}
