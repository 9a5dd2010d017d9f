import { headerOf } from '#lib/lambda/http/http-event.ts'
import type { SocketRoute } from '#lib/lambda/socket/define-socket-routes.ts'
import type { SocketEvent, SocketHandler } from '#lib/lambda/socket/socket-event.ts'
import { socketHandler } from '#lib/lambda/socket/socket-handler.ts'
import { connectMongo } from '#lib/platform/mongo.ts'
import type { Handshake } from '#lib/realtime/open-socket.ts'

/** The Lambda behind `$connect` or `$disconnect`. If it refuses a handshake, no socket is opened. */
export function connectionHandler(
  route: SocketRoute,
  handle: (event: SocketEvent) => Promise<void>,
): SocketHandler {
  return socketHandler(route, async (event) => {
    await connectMongo()
    await handle(event)
    return { statusCode: 200 }
  })
}

/** Reads the handshake that asks for a socket. Its header names come in any case. */
export function readHandshake({
  requestContext,
  headers = {},
  queryStringParameters,
  multiValueQueryStringParameters,
}: SocketEvent): Handshake {
  return {
    connectionId: requestContext.connectionId,
    origin: headerOf({ headers }, 'origin'),
    authorization: headerOf({ headers }, 'authorization'),
    query: multiValueQueryStringParameters
      ? Object.entries(multiValueQueryStringParameters).flatMap(([name, values]) =>
          values.map((value) => [name, value] as const),
        )
      : Object.entries(queryStringParameters ?? {}),
  }
}
