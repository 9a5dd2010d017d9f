import { createServer, type Server } from 'node:http'
import module from 'node:module'
import type { Socket } from 'node:net'
import { schedules } from '#functions/consumers.ts'
import { routes } from '#functions/routes.ts'
import { readKeptClock } from '#infra/local/business-clock.ts'
import { createGateway } from '#infra/local/http/gateway.ts'
import { loadHandlers } from '#infra/local/http/handlers.ts'
import { forConsole, openLogFiles } from '#infra/local/log-files.ts'
import { prepareDatabase, type Preparation } from '#infra/local/prepare-database.ts'
import { RecentRequests } from '#infra/local/recent-requests.ts'
import { logsFolder } from '#infra/local/settings.ts'
import { tellSupervisor, type ToServer } from '#infra/local/supervision.ts'
import { needsOf } from '#lib/http/needs-of.ts'
import { checkConfig } from '#lib/platform/config.ts'
import { log, sendLogsTo } from '#lib/platform/logger.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'
import { NEEDS } from '#lib/platform/needs.ts'

/** Serves the manifest: loads every handler, checks every setting, prepares the database, then takes connections. */
export async function serve(): Promise<void> {
  logToFilesAndConsole()
  readKeptClock()
  const needs = [...routes.flatMap((route) => needsOf(route)), ...schedules.flatMap(({ uses }) => uses)]
  await checkConfig([...new Set(needs)].flatMap((need) => NEEDS[need].sections))
  const [handlers] = await Promise.all([loadHandlers(routes, schedules), connectMongo()])
  if (process.env.CRAFTWORKS_PREPARE) await prepareDatabase(process.env.CRAFTWORKS_PREPARE as Preparation)
  const recent = new RecentRequests()
  const gateway = createGateway({
    routes,
    handlers,
    allowedOrigins: process.env.ALLOWED_ORIGINS,
    onAnswer: (answered) => recent.add(answered),
  })
  const server = createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
    void gateway(request, response)
  })
  takeConnections(server)
  tellSupervisor({ type: 'ready', handlers: handlers.http.size })
  module.flushCompileCache()
}

function logToFilesAndConsole(): void {
  const toFiles = openLogFiles(logsFolder())
  sendLogsTo((line) => {
    toFiles(line)
    if (line.message === 'request') return // the gateway shows it with its method and path
    process.stdout.write(`${forConsole(line)}\n`)
  })
  process.on('unhandledRejection', (error) => log.error('unhandled rejection', { error }))
}

/** The supervisor holds the port and hands each connection over, so that none is refused while we change. */
function takeConnections(server: Server): void {
  const open = new Set<Socket>()
  const busy = new Set<Socket>()
  let retired = false
  const leave = () => void disconnectMongo().finally(() => process.exit(0))
  server.on('request', ({ socket }, response) => {
    busy.add(socket)
    response.once('close', () => {
      busy.delete(socket)
      if (retired) socket.end()
      if (retired && busy.size === 0) leave()
    })
  })
  process.on('message', (message: ToServer, socket?: Socket) => {
    if (message.type === 'stop') leave()
    if (message.type === 'retire') {
      retired = true
      for (const idle of open) if (!busy.has(idle)) idle.end()
      if (busy.size === 0) leave()
      setTimeout(leave, 31_000).unref()
    }
    if (message.type !== 'connection' || !socket) return // it may be gone before it arrives
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    server.emit('connection', socket)
    socket.resume()
  })
  process.on('disconnect', () => {
    // the supervisor was killed: what it started does not outlive it
    const mongod = Number(process.env.CRAFTWORKS_MONGOD_PID ?? 0)
    if (mongod > 0) process.kill(mongod, 'SIGTERM')
    leave()
  })
}
