import { createServer } from 'node:http'
import module from 'node:module'
import { queues, schedules, socketRoutes } from '#functions/consumers.ts'
import { routes } from '#functions/routes.ts'
import { readSavedClock } from '#infra/local/business-clock.ts'
import { acceptConnections } from '#infra/local/connections.ts'
import { consoleRoutes } from '#infra/local/console/console-routes.ts'
import { createGateway } from '#infra/local/http/gateway.ts'
import { loadHandlers } from '#infra/local/http/handlers.ts'
import { answerLocal, isLocal } from '#infra/local/http/local-routes.ts'
import { forConsole, openLogFiles } from '#infra/local/log-files.ts'
import { type Preparation, prepareDatabase } from '#infra/local/prepare-database.ts'
import { QueueBoard } from '#infra/local/queues/queue-board.ts'
import { RecentRequests } from '#infra/local/recent-requests.ts'
import { Timetable } from '#infra/local/schedules/timetable.ts'
import { logsFolder, readSettings } from '#infra/local/settings.ts'
import { requestEmails, sendToSupervisor } from '#infra/local/supervision.ts'
import { answerWebsite, isOfWebsite } from '#infra/local/website/website.ts'
import { loadSocketHandlers } from '#infra/local/websocket/socket-handlers.ts'
import { needsOf } from '#lib/lambda/http/needs-of.ts'
import { checkConfig } from '#lib/platform/config.ts'
import { log, type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'
import { NEEDS } from '#lib/platform/needs.ts'
import { QUEUES_OF_NEED } from '#lib/platform/queue-names.ts'

await serve()

/** Serves the manifest: checks every setting, loads every handler, prepares the database, then accepts connections. */
async function serve(): Promise<void> {
  const toFiles = logToFilesAndConsole()
  readSavedClock()
  const needs = [
    ...routes.flatMap((route) => needsOf(route)),
    ...[...schedules, ...queues, ...socketRoutes].flatMap(({ uses }) => uses),
  ]
  await checkConfig([...new Set(needs)].flatMap((need) => NEEDS[need].sections))
  const [handlers] = await Promise.all([loadHandlers(routes, schedules, queues), connectMongo()])
  const onSocketEvent = await loadSocketHandlers(socketRoutes)
  const preparation = process.env.CRAFTWORKS_PREPARE as Preparation
  if (preparation !== 'indexes') await prepareDatabase(preparation)
  const recent = new RecentRequests(logsFolder(), toFiles)
  const board = new QueueBoard(queues, handlers.queues)
  const worksOff = () =>
    board.worksOff([...QUEUES_OF_NEED.work, ...QUEUES_OF_NEED.gatewayWork, ...QUEUES_OF_NEED.erasureWork])
  const timetable = new Timetable(schedules, handlers.schedules, worksOff)
  const gateway = createGateway({
    routes,
    handlers,
    allowedOrigins: process.env.ALLOWED_ORIGINS,
    onAnswer: (answered) => recent.add(answered),
  })
  const local = consoleRoutes({ routes, timetable, board, recent, emails: requestEmails })
  const server = createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
    if (isOfWebsite(request)) return answerWebsite(request, response)
    void (isLocal(request) ? answerLocal(local, request, response) : gateway(request, response))
  })
  const exit = () =>
    void board
      .stop()
      .then(disconnectMongo)
      .finally(() => process.exit(0))
  const onRetire = () => {
    timetable.stop()
    void board.stop()
  }
  const { port, host } = readSettings()
  acceptConnections(server, { port, host, onSocketEvent, onRetire, exit })
  exitWithSupervisor(exit)
  timetable.start()
  board.start()
  sendToSupervisor({ type: 'ready' })
  module.flushCompileCache()
  if (preparation === 'indexes') await prepareDatabase(preparation) // new code is live before its new indexes exist
}

function logToFilesAndConsole(): (line: LogLine) => void {
  const toFiles = openLogFiles(logsFolder())
  sendLogsTo((line) => {
    toFiles(line)
    if (line.message === 'request') return // the gateway prints it with its method and path
    process.stdout.write(`${forConsole(line)}\n`)
  })
  process.on('unhandledRejection', (error) => log.error('unhandled rejection', { error }))
  return toFiles
}

/** Exits when the supervisor disconnects. The supervisor may have been killed, so this also stops the mongod that it started. */
function exitWithSupervisor(exit: () => void): void {
  process.removeAllListeners('disconnect').on('disconnect', () => {
    const mongod = Number(process.env.CRAFTWORKS_MONGOD_PID ?? 0)
    if (mongod > 0) process.kill(mongod, 'SIGTERM')
    exit()
  })
}
