import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import jwt from 'jsonwebtoken'
import { findMongod, startMongod } from '#infra/local/mongod.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { Job } from '#lib/model/job.model.ts'
import { loadModels } from '#lib/model/load-models.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'
import { readAccessToken } from '#lib/sessions/access-token.ts'
import { jobs } from '../growth/jobs.ts'
import { aNotification } from '../growth/own.ts'
import { aCaller, insertMany } from '../growth/people.ts'
import { Peer } from './peer.ts'

/**
 * `npm run bench:peers`: what a read costs here and in two usual servers of the same reads over the same database: one
 * of Fastify with the plain driver, one of Express with mongoose (`lean`). Each authenticates (token, session, account),
 * checks the query, and answers the same fields with the same count. Each is a process of its own and is asked over
 * HTTP, one request after the other; the three take turns. `ROUNDS=300` for more of them, `SIZE=100000` for more jobs.
 */
const SIZE = Number(process.env.SIZE ?? 10_000)
const ROUNDS = Number(process.env.ROUNDS ?? 300)
const WARM = 300
/** Requests of one server before the next has its turn. */
const TURN = 20
const OWN_NOTIFICATIONS = 300
const SECRET = 'a secret of this benchmark and of nothing else'

const print = (text: string): void => void process.stdout.write(`${text}\n`)

interface Measured {
  readonly times: number[]
  cpu: number
}

const medianOf = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

async function seed() {
  await jobs.grow(0, SIZE)
  await buildIndexes()
  const caller = await aCaller('Craftsman')
  await insertMany(Notification.collection, OWN_NOTIFICATIONS, (i) => aNotification(caller._id, i + 1))
  const job = await Job.findOne({}, { _id: 1 }).lean()
  const { sessionId } = await readAccessToken(caller.token)
  const peersToken = jwt.sign({ sub: caller.id, sid: sessionId }, SECRET, { expiresIn: '1h' })
  return { token: caller.token, peersToken, jobId: job?._id.toHexString() ?? '' }
}

/** Asks all servers in turns, and fails where one answers something else than the first. */
async function measure(peers: readonly Peer[], target: string): Promise<readonly Measured[]> {
  const measured = peers.map((): Measured => ({ times: [], cpu: 0 }))
  const answers = await Promise.all(peers.map((peer) => peer.ask(target)))
  const ids = answers.map((answer) => JSON.stringify(idsIn(answer)))
  if (new Set(ids).size > 1) throw new Error(`The servers answer different things to ${target}.`)
  for (let round = -WARM; round < ROUNDS; round += TURN) {
    for (const [at, peer] of peers.entries()) {
      const before = await peer.cpuMs()
      const times: number[] = []
      for (let i = 0; i < TURN; i += 1) {
        const began = performance.now()
        await peer.ask(target)
        times.push(performance.now() - began)
      }
      const cpu = (await peer.cpuMs()) - before
      if (round < 0) continue
      measured[at]?.times.push(...times)
      if (measured[at]) measured[at].cpu += cpu
    }
  }
  return measured
}

/** What an answer is about: the ids of a list's page with its count, or the id of the one thing. */
function idsIn(answer: unknown): unknown {
  const { id, data, pagination } = answer as {
    id?: string
    data?: readonly { id: string }[]
    pagination?: { totalItems: number }
  }
  return id ?? [data?.map((one) => one.id), pagination?.totalItems]
}

const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-bench-'))
const mongod = await startMongod({
  dataFolder: folder,
  logFile: path.join(folder, 'mongod.log'),
  binary: await findMongod(),
})
const MONGODB_URI = `${mongod.uri.replace(/\/?(\?.*)?$/, '')}/bench`
const env = { ...process.env, MONGODB_URI, JWT_SECRET: SECRET, NODE_ENV: 'production' }
const peers: Peer[] = []
try {
  Object.assign(process.env, env)
  sendLogsTo(() => undefined)
  await connectMongo()
  await loadModels()
  const { token, peersToken, jobId } = await seed()
  peers.push(
    await Peer.start('craftworks-server.ts', env, token),
    await Peer.start('fastify-server.ts', env, peersToken),
    await Peer.start('express-server.ts', env, peersToken),
  )
  const reads: readonly (readonly [string, string])[] = [
    ['GET /api/jobs, newest', '/api/jobs'],
    ['GET /api/jobs, one category', '/api/jobs?category=Plumbing'],
    ['GET /api/jobs/:jobId', `/api/jobs/${jobId}`],
    ['GET /api/notifications', '/api/notifications'],
  ]
  print(`${SIZE.toLocaleString('en')} jobs, ${ROUNDS} requests each at ${clock().toISOString().slice(0, 10)}`)
  print('| read | Craftworks | Fastify, driver | Express, mongoose | of Fastify | of Express | CPU of ours |')
  print('| --- | --- | --- | --- | --- | --- | --- |')
  for (const [name, target] of reads) {
    const measured = await measure(peers, target)
    const [ours = 0, fastify = 1, express = 1] = measured.map(({ times }) => medianOf(times))
    const cells = [ours, fastify, express].map((ms) => `${ms.toFixed(2)} ms`)
    const cpu = measured.map((one) => (one.cpu / one.times.length).toFixed(2)).join(' / ')
    print(
      `| ${name} | ${cells.join(' | ')} | ${(ours / fastify).toFixed(2)} | ${(ours / express).toFixed(2)} | ${cpu} ms |`,
    )
  }
} finally {
  for (const peer of peers) peer.stop()
  await disconnectMongo()
  await mongod.stop()
  rmSync(folder, { recursive: true, force: true })
}
