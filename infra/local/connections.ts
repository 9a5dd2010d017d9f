import { request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { tellSupervisor, type ToServer } from '#infra/local/supervision.ts'
import type { InvokeSocketRoute } from '#infra/local/websocket/socket-gateway.ts'

/** After this an old server leaves whatever is still open: longer than any request may take. */
const PATIENCE_MS = 31_000

interface Door {
  readonly port: number
  readonly host: string
  /** The functions behind sockets, which the supervisor holds: they outlive this server. */
  readonly onSocketEvent: InvokeSocketRoute
  /** A newer server has taken over. */
  readonly onRetire: () => void
  /** Nothing is open any more, or all is to end. */
  readonly leave: () => void
}

/**
 * Takes the connections that the supervisor hands over; it holds the port, so that none is refused while
 * servers change. A retired server sends what still comes over its kept connections on to the new one,
 * until their clients let go: no request is lost, and none is answered by old code.
 */
export function takeConnections(server: Server, { port, host, onSocketEvent, onRetire, leave }: Door): void {
  const open = new Set<Socket>()
  const answer = server.listeners('request')[0] as (req: IncomingMessage, res: ServerResponse) => void
  let retired = false
  let working = 0
  const leaveIfIdle = () => void (retired && open.size === 0 && working === 0 && leave())
  const welcome = (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      leaveIfIdle()
    })
    server.emit('connection', socket)
    socket.resume()
  }
  server.removeAllListeners('request').on('request', (request, response) => {
    if (retired) sendOn(request, response, port, host)
    else answer(request, response)
  })
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    open.delete(socket) // it is not ours any more
    handOn(request, socket, head)
    leaveIfIdle()
  })
  const work = async ({ id, name, event }: Extract<ToServer, { type: 'socketEvent' }>): Promise<void> => {
    working += 1
    const result = await onSocketEvent(name, event).catch(() => ({ statusCode: 500 }))
    tellSupervisor({ type: 'socketResult', id, result })
    working -= 1
    leaveIfIdle()
  }
  process.on('message', (message: ToServer, socket?: Socket) => {
    if (message.type === 'socketEvent') void work(message)
    if (message.type === 'connection' && socket) welcome(socket) // it may be gone before it arrives
    if (message.type === 'stop') leave()
    if (message.type !== 'retire') return
    retired = true
    onRetire()
    leaveIfIdle()
    setTimeout(leave, PATIENCE_MS)
  })
}

/** Sockets are held by the supervisor, so that they outlive the servers that come and go. */
function handOn({ url = '/', rawHeaders, headers }: IncomingMessage, socket: Socket, head: Buffer): void {
  if (!/^\/ws(?=[?]|$)/.test(url))
    return void socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n')
  const request = { url, rawHeaders, headers, head: head.toString('base64') }
  tellSupervisor({ type: 'upgrade', request }, socket)
}

function sendOn(request: IncomingMessage, response: ServerResponse, port: number, host: string): void {
  const options = { port, host, method: request.method, path: request.url, headers: request.rawHeaders }
  const onward = httpRequest({ ...options, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, { ...answer.headers, connection: 'close' })
    answer.pipe(response)
  })
  onward.on('error', () => response.destroy())
  request.pipe(onward)
}
