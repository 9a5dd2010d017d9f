import { performance } from 'node:perf_hooks'
import type { AppError } from '#lib/errors/app-error.ts'
import { toAppError } from '#lib/lambda/http/reply.ts'
import type { SocketRoute } from '#lib/lambda/socket/define-socket-routes.ts'
import type { SocketEvent, SocketHandler, SocketResult } from '#lib/lambda/socket/socket-event.ts'
import { log, withRequestId } from '#lib/platform/logger.ts'
import { connectMongo } from '#lib/platform/mongo.ts'

type Route = Pick<SocketRoute, 'key'>

/** What every Lambda of the WebSocket API does around its work: the database connection, the request id, a log line. */
export function socketHandler(
  route: Route,
  work: (event: SocketEvent) => Promise<SocketResult>,
): SocketHandler {
  if (process.env.AWS_LAMBDA_FUNCTION_NAME) void connectMongo().catch(() => undefined) // awaited below
  return (event) =>
    withRequestId(event.requestContext.requestId, async () => {
      const began = performance.now()
      await connectMongo()
      const result = await work(event)
      const ms = Math.round(performance.now() - began)
      log.info('socket', { route: route.key, status: result.statusCode, ms })
      return result
    })
}

/** Converts an error to an error of the table, and logs it. */
export function logAsAppError(route: Route, error: unknown): AppError {
  const known = toAppError(error)
  if (known.code === 'INTERNAL') log.error('unexpected error', { route: route.key, error })
  else log.info('refused', { route: route.key, code: known.code })
  return known
}
