import { ofSocketRoute } from '#infra/functions.ts'
import { loadHandler } from '#infra/local/http/handlers.ts'
import { randomUUID } from 'node:crypto'
import type { SocketRoute } from '#lib/http/define-socket-routes.ts'
import type { SocketHandler } from '#lib/http/socket-event.ts'
import type { InvokeSocketRoute } from '#infra/local/websocket/socket-gateway.ts'

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
