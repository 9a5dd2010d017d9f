import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { routes } from '#functions/routes.ts'
import { createGateway } from '#infra/local/http/gateway.ts'
import { loadHandlers } from '#infra/local/http/handlers.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { serveBenchmark } from './server-process.ts'

const MEASURED = new Set(['listJobs', 'getJob', 'listNotifications'])

/** Our handlers behind the local server, without its console and its log. */
const measured = routes.filter(({ name }) => MEASURED.has(name))
sendLogsTo(() => undefined)
const handlers = await loadHandlers(measured, [])
const answer = createGateway({ routes: measured, handlers, allowedOrigins: undefined })
const server = createServer((request, response) => void answer(request, response))
server.listen(0, '127.0.0.1', () => {
  serveBenchmark((server.address() as AddressInfo).port)
})
