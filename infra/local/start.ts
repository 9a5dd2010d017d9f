import { createServer, type Server, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { type Fakes, startFakes } from '#infra/fakes/start-fakes.ts'
import { type Database, openDatabase } from '#infra/local/database.ts'
import { withColour } from '#infra/local/log-files.ts'
import { findRunning, recordRunning, removeRunning } from '#infra/local/running.ts'
import { fakesFolder, readSettings } from '#infra/local/settings.ts'
import { CannotStartError, stopWith } from '#infra/local/stop-with.ts'
import { Supervisor } from '#infra/local/supervisor.ts'
import { watchSources } from '#infra/local/watch-sources.ts'
import { openSockets, type Sockets } from '#infra/local/websocket/open-sockets.ts'
import { welcome } from '#infra/local/welcome.ts'

/**
 * `npm start`: the whole system on this machine. This process holds the port, MongoDB, the sockets and the fakes of
 * outside services. Its child process, the server, is replaced whenever a source file is saved.
 */
const began = performance.now()
const empty = process.argv.includes('--empty')
const print = (line: string): void => void process.stdout.write(`${line}\n`)

/** Connections that came before there was a supervisor; they wait for it. */
const early: Socket[] = []
const queueEarly = (socket: Socket): void => void early.push(socket)

let database: Database | undefined
let fakes: Fakes | undefined
let sockets: Sockets | undefined
let supervisor: Supervisor | undefined
let stopping = false

try {
  const settings = readSettings()
  refuseSecondStart()
  const listener = await listenOn(settings.port, settings.host)
  stopOnSignals(listener)
  print('Starting Craftworks ...')
  database = await openDatabase(settings.env)
  fakes = await startFakes(settings.env, fakesFolder())
  const { envFor, emails } = fakes
  const uri = database.uri
  sockets = await openSockets(settings.port, (name, event) => running.invoke(name, event))
  const { env: envOfSockets, accept: onUpgrade } = sockets
  const machineEnv = () => ({ ...envFor(readSettings().env), ...envOfSockets, MONGODB_URI: uri })
  const mongodPid = String(database.mongod?.process.pid ?? '')
  let prepare = empty ? 'empty' : 'demo'
  supervisor = new Supervisor({
    env: () => ({
      ...readSettings().env,
      ...machineEnv(),
      CRAFTWORKS_PREPARE: prepare,
      CRAFTWORKS_MONGOD_PID: mongodPid,
    }),
    emails,
    onUpgrade,
    print: (line) => print(withColour('cyan', line)),
  })
  const running = supervisor
  listener.off('connection', queueEarly).on('connection', (socket) => running.accept(socket))
  for (const socket of early.splice(0)) running.accept(socket)
  await running.start()
  prepare = 'indexes'
  recordRunning({
    pid: process.pid,
    port: settings.port,
    url: `http://localhost:${settings.port}`,
    env: machineEnv(),
  })
  watchSources((file) => void running.reload(file))
  print(welcome({ port: settings.port, empty, ms: performance.now() - began }))
} catch (error) {
  if (!stopping) {
    await stop()
    stopWith(error)
  }
}

function refuseSecondStart(): void {
  const other = findRunning()
  if (!other || other.pid === process.pid) return
  throw new CannotStartError(
    `Craftworks runs already, on ${other.url} (process ${other.pid}). Use that one, or end it with Ctrl-C first.`,
  )
}

/** Listens before anything else starts, so that a busy port is reported at once. Connections wait for the server. */
async function listenOn(port: number, host: string): Promise<Server> {
  const listener = createServer({ pauseOnConnect: true, noDelay: true }).on('connection', queueEarly)
  return new Promise((resolve, reject) => {
    listener.once('listening', () => resolve(listener))
    listener.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is in use by another program. End that one, or choose another port: PORT=${port + 1} npm start`
          : error.code === 'EACCES'
            ? `Port ${port} may not be opened by this user. Choose one above 1023: PORT=3000 npm start`
            : `${host}:${port} cannot be opened (${error.code}). Correct HOST and PORT in .env.`
      reject(new CannotStartError(why))
    })
    listener.listen({ port, host })
  })
}

function stopOnSignals(listener: Server): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping) return
      listener.close()
      print('\nStopping ...')
      void stop().then(() => process.exit(0))
    })
  }
  process.on('exit', () => database?.mongod?.process.kill('SIGTERM')) // even if the stop above failed
}

async function stop(): Promise<void> {
  stopping = true
  await sockets?.stop()
  await supervisor?.stop()
  await fakes?.stop()
  await database?.mongod?.stop()
  removeRunning()
}
