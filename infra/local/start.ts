import { createServer, type Server, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { openDatabase, type Database } from '#infra/local/database.ts'
import { withColour } from '#infra/local/log-files.ts'
import { findRunning, forgetRunning, noteRunning } from '#infra/local/running.ts'
import { readSettings } from '#infra/local/settings.ts'
import { startStandIns, type StandIns } from '#infra/local/stand-ins.ts'
import { CannotStart, stopWith } from '#infra/local/stop-with.ts'
import { Supervisor } from '#infra/local/supervisor.ts'
import { watchSources } from '#infra/local/watch-sources.ts'
import { openSockets, type Sockets } from '#infra/local/websocket/open-sockets.ts'
import { welcome } from '#infra/local/welcome.ts'

/**
 * `npm start`: the whole system on this machine. Keeps the port, MongoDB and the stand-ins of outside
 * services, and beside them one server that is replaced whenever a source file is saved.
 */
const began = performance.now()
const empty = process.argv.includes('--empty')
const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Connections from before there was anybody to take them: they wait as well. */
const early: Socket[] = []
const hold = (socket: Socket): void => void early.push(socket)

let database: Database | undefined
let standIns: StandIns | undefined
let sockets: Sockets | undefined
let supervisor: Supervisor | undefined
let stopping = false

try {
  const settings = readSettings()
  refuseSecondStart()
  const door = await openDoor(settings.port, settings.host)
  endOnSignals(door)
  say('Starting Craftworks ...')
  database = await openDatabase(settings.env)
  standIns = await startStandIns(settings.env)
  const { envFor, emails } = standIns
  const uri = database.uri
  sockets = await openSockets(settings.port, (name, event) => supervised.invoke(name, event))
  const { env: envOfSockets, take: onUpgrade } = sockets
  const ofThisMachine = () => ({ ...envFor(readSettings().env), ...envOfSockets, MONGODB_URI: uri })
  const mongodPid = String(database.mongod?.process.pid ?? '')
  let prepare = empty ? 'empty' : 'demo'
  supervisor = new Supervisor({
    env: () => ({
      ...readSettings().env,
      ...ofThisMachine(),
      CRAFTWORKS_PREPARE: prepare,
      CRAFTWORKS_MONGOD_PID: mongodPid,
    }),
    emails,
    onUpgrade,
    say: (line) => say(withColour('cyan', line)),
  })
  const supervised = supervisor
  door.off('connection', hold).on('connection', (socket) => supervised.take(socket))
  for (const socket of early.splice(0)) supervised.take(socket)
  await supervised.start()
  prepare = 'indexes'
  noteRunning({
    pid: process.pid,
    port: settings.port,
    url: `http://localhost:${settings.port}`,
    env: ofThisMachine(),
  })
  watchSources((file) => void supervised.reload(file))
  say(welcome({ port: settings.port, empty, ms: performance.now() - began }))
} catch (error) {
  if (!stopping) {
    await stop()
    stopWith(error)
  }
}

function refuseSecondStart(): void {
  const other = findRunning()
  if (!other || other.pid === process.pid) return
  throw new CannotStart(
    `Craftworks runs already, on ${other.url} (process ${other.pid}). Use that one, or end it with Ctrl-C first.`,
  )
}

/** Listens before anything is started, so that a busy port is told at once. Connections wait until there is a server. */
async function openDoor(port: number, host: string): Promise<Server> {
  const door = createServer({ pauseOnConnect: true, noDelay: true }).on('connection', hold)
  return new Promise((resolve, reject) => {
    door.once('listening', () => resolve(door))
    door.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is in use by another program. End that one, or choose another port: PORT=${port + 1} npm start`
          : error.code === 'EACCES'
            ? `Port ${port} may not be opened by this user. Choose one above 1023: PORT=3000 npm start`
            : `${host}:${port} cannot be opened (${error.code}). Correct HOST and PORT in .env.`
      reject(new CannotStart(why))
    })
    door.listen({ port, host })
  })
}

function endOnSignals(door: Server): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping) return
      door.close()
      say('\nStopping ...')
      void stop().then(() => process.exit(0))
    })
  }
  process.on('exit', () => database?.mongod?.process.kill('SIGTERM')) // whatever else went wrong
}

async function stop(): Promise<void> {
  stopping = true
  await sockets?.stop()
  await supervisor?.stop()
  await standIns?.stop()
  await database?.mongod?.stop()
  forgetRunning()
}
