import { performance } from 'node:perf_hooks'
import { type AppError, statusAndBodyOf } from '#lib/errors/app-error.ts'
import { connectEarly } from '#lib/lambda/connect-early.ts'
import { headerOf } from '#lib/lambda/http/http-event.ts'
import { logRefusal, toAppError } from '#lib/lambda/http/reply.ts'
import type { SocketRoute } from '#lib/lambda/socket/define-socket-routes.ts'
import type { SocketEvent, SocketHandler, SocketResult } from '#lib/lambda/socket/socket-event.ts'
import { type Invocation, invocation } from '#lib/platform/error-reports.ts'
import { currentRequestId, log } from '#lib/platform/logger.ts'
import { replayUrlIn } from '#lib/platform/replay-url.ts'
import { renewSecrets } from '#lib/platform/secrets.ts'

type Route = Pick<SocketRoute, 'key' | 'uses'>

/** What every Lambda of the WebSocket API does around its work: the request id, secrets that are new enough, a log line. */
export function socketHandler(
  route: Route,
  work: (event: SocketEvent) => Promise<SocketResult>,
): SocketHandler {
  connectEarly(route.uses)
  return (event, context) =>
    invocation({ ...invocationOf(route, event), context }, async () => {
      const began = performance.now()
      await renewSecrets()
      const result = await work(event).catch((error: unknown) => refusal(route, error))
      const ms = Math.round(performance.now() - began)
      log.info('socket', { route: route.key, status: result.statusCode, ms })
      return result
    })
}

/** An app that opens its socket with headers may say which session of LogRocket it is; frames have no headers. */
const invocationOf = ({ key }: Route, { requestContext, headers = {} }: SocketEvent): Invocation => ({
  kind: 'socket',
  name: key,
  requestId: requestContext.requestId,
  replay: replayUrlIn(headerOf({ headers }, 'x-logrocket-url')),
})

/** The result for an error. For a handshake it is the answer; otherwise API Gateway ignores it. */
function refusal(route: Route, error: unknown): SocketResult {
  const { status, body } = statusAndBodyOf(logAsAppError(route, error), 'en')
  const headers = { 'content-type': 'application/json', 'x-request-id': currentRequestId() ?? '' }
  return { statusCode: status, headers, body: JSON.stringify(body) }
}

/** Converts an error to an error of the table, and logs it. */
export function logAsAppError(route: Route, error: unknown): AppError {
  const known = toAppError(error)
  logRefusal(route.key, known)
  return known
}
