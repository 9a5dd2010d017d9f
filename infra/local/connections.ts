import { request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ToServer } from '#infra/local/supervision.ts'

/** After this an old server leaves whatever is still open: longer than any request may take. */
const PATIENCE_MS = 31_000

interface Door {
  readonly port: number
  readonly host: string
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
export function takeConnections(server: Server, { port, host, onRetire, leave }: Door): void {
  const open = new Set<Socket>()
  const answer = server.listeners('request')[0] as (req: IncomingMessage, res: ServerResponse) => void
  let retired = false
  const welcome = (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      if (retired && open.size === 0) leave()
    })
    server.emit('connection', socket)
    socket.resume()
  }
  server.removeAllListeners('request').on('request', (request, response) => {
    if (retired) sendOn(request, response, port, host)
    else answer(request, response)
  })
  process.on('message', (message: ToServer, socket?: Socket) => {
    if (message.type === 'connection' && socket) welcome(socket) // it may be gone before it arrives
    if (message.type === 'stop') leave()
    if (message.type !== 'retire') return
    retired = true
    onRetire()
    if (open.size === 0) leave()
    setTimeout(leave, PATIENCE_MS)
  })
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
