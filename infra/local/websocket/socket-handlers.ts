import { randomUUID } from 'node:crypto'
import { ofSocketRoute } from '#infra/functions.ts'
import { loadHandler } from '#infra/local/http/handlers.ts'
import type { InvokeSocketRoute } from '#infra/local/websocket/socket-gateway.ts'
import type { SocketRoute } from '#lib/lambda/socket/define-socket-routes.ts'
import type { SocketHandler } from '#lib/lambda/socket/socket-event.ts'

/** The functions behind the socket routes, as the gateway calls them. */
export async function loadSocketHandlers(routes: readonly SocketRoute[]): Promise<InvokeSocketRoute> {
  const handlers = new Map<string, SocketHandler>()
  for (const route of routes) handlers.set(route.name, await loadHandler(ofSocketRoute(route).file))
  return async (name, event) => {
    const handler = handlers.get(name)
    if (!handler) throw new RangeError(`No socket route is called ${name}.`)
    return handler(event, { awsRequestId: randomUUID() })
  }
}
