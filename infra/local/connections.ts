import { type IncomingMessage, request as httpRequest, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { sendToSupervisor, type ToServer } from '#infra/local/supervision.ts'
import type { InvokeSocketRoute } from '#infra/local/websocket/socket-gateway.ts'

/** A retired server exits after this even if connections are open: longer than any request may take. */
const RETIRE_TIMEOUT_MS = 31_000

interface ConnectionOptions {
  readonly port: number
  readonly host: string
  /** Calls the function behind a socket. The supervisor holds the sockets, since they outlive this server. */
  readonly onSocketEvent: InvokeSocketRoute
  /** Called when a newer server has taken over. */
  readonly onRetire: () => void
  /** Called when no connection is open any more, or on stop. */
  readonly exit: () => void
}

/**
 * Accepts the connections that the supervisor passes on. The supervisor holds the port, so that no connection is refused
 * while servers change. A retired server forwards requests on its keep-alive connections to the new server until the
 * clients close them: no request is lost, and none is answered by old code.
 */
export function acceptConnections(
  server: Server,
  { port, host, onSocketEvent, onRetire, exit }: ConnectionOptions,
): void {
  const open = new Set<Socket>()
  const answer = server.listeners('request')[0] as (req: IncomingMessage, res: ServerResponse) => void
  let retired = false
  let pendingEvents = 0
  const exitIfIdle = () => void (retired && open.size === 0 && pendingEvents === 0 && exit())
  const accept = (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      exitIfIdle()
    })
    server.emit('connection', socket)
    socket.resume()
  }
  server.removeAllListeners('request').on('request', (request, response) => {
    if (retired) forward(request, response, port, host)
    else answer(request, response)
  })
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    open.delete(socket) // the supervisor takes it
    passToSupervisor(request, socket, head)
    exitIfIdle()
  })
  const handleSocketEvent = async ({
    id,
    name,
    event,
  }: Extract<ToServer, { type: 'socketEvent' }>): Promise<void> => {
    pendingEvents += 1
    const result = await onSocketEvent(name, event).catch(() => ({ statusCode: 500 }))
    sendToSupervisor({ type: 'socketResult', id, result })
    pendingEvents -= 1
    exitIfIdle()
  }
  process.on('message', (message: ToServer, socket?: Socket) => {
    if (message.type === 'socketEvent') void handleSocketEvent(message)
    if (message.type === 'connection' && socket) accept(socket) // it may have been closed on its way
    if (message.type === 'stop') exit()
    if (message.type !== 'retire') return
    retired = true
    onRetire()
    exitIfIdle()
    setTimeout(exit, RETIRE_TIMEOUT_MS)
  })
}

/** Passes a WebSocket upgrade to the supervisor, which holds the sockets because they outlive servers. */
function passToSupervisor(
  { url = '/', rawHeaders, headers }: IncomingMessage,
  socket: Socket,
  head: Buffer,
): void {
  if (!/^\/ws(?=[?]|$)/.test(url))
    return void socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n')
  const request = { url, rawHeaders, headers, head: head.toString('base64') }
  sendToSupervisor({ type: 'upgrade', request }, socket)
}

function forward(request: IncomingMessage, response: ServerResponse, port: number, host: string): void {
  const options = { port, host, method: request.method, path: request.url, headers: request.rawHeaders }
  const forwarded = httpRequest({ ...options, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, { ...answer.headers, connection: 'close' })
    answer.pipe(response)
  })
  forwarded.on('error', () => response.destroy())
  request.pipe(forwarded)
}
