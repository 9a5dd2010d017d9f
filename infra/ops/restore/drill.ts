import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import mongoose from 'mongoose'
import { DEMO } from '#infra/demo/demo-ids.ts'
import { seedHistory } from '#infra/demo/seed/seed-history.ts'
import { startFakes } from '#infra/fakes/start-fakes.ts'
import { type RunningMongod, startMongod } from '#infra/local/mongod.ts'
import { NotReadyError, startIn } from '#infra/local/own-start.ts'
import { CannotStartError, stopWith } from '#infra/local/stop-with.ts'
import { showFaultsAlone } from '#infra/ops/faults-alone.ts'
import { seedServices } from '#infra/ops/first-services.ts'
import { readOptions } from '#infra/ops/read-options.ts'
import { RestoreCheckError } from '#infra/ops/restore/restore-check-error.ts'
import {
  countDocuments,
  type Counts,
  type RestoreStep,
  restoreSteps,
} from '#infra/ops/restore/restore-steps.ts'
import { runSteps } from '#infra/ops/restore/run-steps.ts'
import { findTraces } from '#infra/ops/restore/traces.ts'
import { sealActivity } from '#lib/activity/seal-activity.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { Job } from '#lib/model/job.model.ts'
import { User } from '#lib/model/user.model.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { idOf } from '#lib/platform/ids.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'
import { closeErasedAccount } from '#lib/privacy/close-account.ts'
import { eraseClosed } from '#lib/privacy/erase-account.ts'

/**
 * `npm run drill:restore -- --documents 1000000`: loses a database of so many documents and restores it from a backup,
 * on two clusters of this machine that are made for it and deleted afterwards. It prints what each step took, and exits
 * with 1 where a check fails. docs/runbooks/restore.md says what Atlas does instead of the first step.
 */

/** At least so many documents come with a job of the seed. */
const DOCUMENTS_OF_A_JOB = 12
const SEED = 7

const print = (line: string): void => void process.stdout.write(`${line}\n`)
const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-drill-'))
const settings: Record<string, string> = {
  JWT_SECRET: randomBytes(48).toString('base64url'),
  LOCAL_KEY: randomBytes(32).toString('base64'),
  NATIONAL_ID_KEY: randomBytes(32).toString('base64'),
  AUDIT_FOLDER: path.join(folder, 'audit'),
  SMOKE_EMAIL: `client1.seed${SEED}@craftworks.example`,
  SMOKE_PASSWORD: DEMO.password,
}
const outside = { ...process.env }
const running = new Set<RunningMongod>()

showFaultsAlone()
const fault: unknown = await drill().catch((error: unknown) => error)
await disconnectMongo()
for (const mongod of running) await mongod.stop()
rmSync(folder, { recursive: true, force: true })
if (fault instanceof RestoreCheckError) stopWith(new CannotStartError(`The drill failed: ${fault.message}`))
if (fault !== undefined) stopWith(fault)

function readDocuments(): number {
  const { documents } = readOptions({ documents: { type: 'string', default: '1000000' } })
  if (/^\d{3,8}$/.test(documents)) return Number(documents)
  throw new CannotStartError('--documents is a whole number from 100 to 99,999,999')
}

async function drill(): Promise<void> {
  const documents = readDocuments()
  const fakes = await startFakes(settings) // whoever is erased has pictures to delete
  Object.assign(process.env, settings, fakes.envFor(settings))
  await play(documents)
  await fakes.stop()
}

async function play(documents: number): Promise<void> {
  const jobs = Math.ceil(documents / DOCUMENTS_OF_A_JOB)
  print('Before the accident')
  const live = await start('live')
  await connectTo(live)
  const before: { counts: Counts; erased: Person | null } = { counts: {}, erased: null }
  await runSteps(
    [
      { name: 'fill', run: () => fill(jobs) },
      { name: 'backup', run: async () => backUp((before.counts = await countDocuments())) },
      { name: 'erase', run: async () => eraseSomebody((before.erased = await somebody())) },
    ],
    print,
  )
  await loseEverything(live)
  print('After it')
  const began = performance.now()
  const { counts, erased } = before
  await runSteps([{ name: 'restore', run: restore }, ...restoreSteps(counts), ...switching(erased)], print)
  const seconds = (performance.now() - began) / 1_000
  print(`Restored in ${seconds.toFixed(0)} s. The promise is two hours.`)
}

async function start(name: string): Promise<RunningMongod> {
  const mongod = await startMongod({
    dataFolder: path.join(folder, name),
    logFile: path.join(folder, `${name}.log`),
  })
  running.add(mongod)
  return mongod
}

async function connectTo({ uri }: RunningMongod): Promise<void> {
  await disconnectMongo()
  process.env.MONGODB_URI = uri.replace('/?', '/craftworks?')
  forgetConfig()
  await connectMongo()
}

async function fill(jobs: number): Promise<string> {
  await buildIndexes()
  await seedServices()
  const inserted = await seedHistory({ jobs, craftsmen: Math.max(50, Math.ceil(jobs / 5)), seed: SEED })
  await act(Math.ceil(jobs / 10))
  return `${inserted.toLocaleString('en')} documents`
}

/** A log as staff and users would have left it, sealed and anchored. */
async function act(times: number): Promise<void> {
  const someJobs = await Job.find({}, { client: 1, createdAt: 1 }).limit(times).lean()
  const action = 'job.create' as const
  await ActivityLog.insertMany(
    someJobs.map(({ _id: id, client: actor, createdAt: at }) => ({
      actor,
      action,
      target: { kind: 'Job', id },
      at,
    })),
  )
  while ((await sealActivity()).sealed > 0);
}

/** The files of a cluster that is locked for so long, as a snapshot of the disk of a secondary would have them. */
async function backUp(counts: Counts): Promise<string> {
  const admin = mongoose.connection.getClient().db('admin')
  await admin.command({ fsync: 1, lock: true })
  try {
    const kept = (source: string) => !/mongod\.lock$|craftworks-port$|diagnostic\.data/.test(source)
    await cp(path.join(folder, 'live'), path.join(folder, 'backup'), { recursive: true, filter: kept })
  } finally {
    await admin.command({ fsyncUnlock: 1 })
  }
  return `of ${Object.values(counts)
    .reduce((sum, count) => sum + count, 0)
    .toLocaleString('en')} documents`
}

interface Person {
  readonly _id: mongoose.Types.ObjectId
  readonly email: string
  readonly phone?: string
}

/** A craftsman who has done work: there is much of them to erase. */
function somebody(): Promise<Person> {
  return User.findOne({ role: 'Craftsman', deletedAt: null }, { email: 1, phone: 1 })
    .sort({ completedJobs: -1 })
    .lean<Person>()
    .orFail()
}

/** What happens after the backup: somebody is erased. Backups have them still. */
async function eraseSomebody({ _id }: Person): Promise<string> {
  await closeErasedAccount(idOf<'User'>(_id))
  await eraseClosed(idOf<'User'>(_id))
  const { sealed } = await sealActivity()
  return `a craftsman, and ${sealed} entries of the log that no backup has`
}

async function loseEverything(live: RunningMongod): Promise<void> {
  await disconnectMongo()
  live.process.kill('SIGKILL')
  running.delete(live)
  await sleep(500)
  rmSync(path.join(folder, 'live'), { recursive: true, force: true })
}

async function restore(): Promise<string> {
  await cp(path.join(folder, 'backup'), path.join(folder, 'restored'), { recursive: true })
  await connectTo(await start('restored'))
  return 'a new cluster runs on the files of the backup'
}

/** The switch, and what a user sees after it. */
function switching(erased: Person | null): readonly RestoreStep[] {
  return [
    { name: 'switch', run: () => switchTo(erased) },
    { name: 'traces', run: () => assertNoTrace(erased) },
  ]
}

/** Starts the system on the restored database, as its functions find it once the secret names it. */
async function switchTo(erased: Person | null): Promise<string> {
  const { MONGODB_URI } = process.env
  const server = await startIn(path.join(folder, 'local'), { ...outside, ...settings, MONGODB_URI }).catch(
    (error: unknown) => {
      throw error instanceof NotReadyError ? new RestoreCheckError('npm start does not start on it') : error
    },
  )
  try {
    const login = (email: string) =>
      fetch(`${server.url}/api/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'clients', loginIdentifier: email, password: DEMO.password }),
      })
    const [client, gone] = [await login(settings.SMOKE_EMAIL ?? ''), await login(erased?.email ?? '')]
    if (client.status !== 201 || gone.status !== 401)
      throw new RestoreCheckError(
        `a client gets ${client.status}, and the person who was erased ${gone.status}`,
      )
    return 'npm start serves it; a client logs in, the person who was erased does not'
  } finally {
    await server.stop()
  }
}

async function assertNoTrace(erased: Person | null): Promise<string> {
  if (!erased) throw new RestoreCheckError('nobody was erased')
  const traces = await findTraces([erased.email, ...(erased.phone ? [erased.phone] : [])])
  if (traces.length > 0) throw new RestoreCheckError(`whoever was erased is still in ${traces.join(', ')}`)
  return 'no document of any collection names the person who was erased'
}
