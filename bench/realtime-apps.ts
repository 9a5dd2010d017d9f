import { WebSocket } from 'ws'

/** The apps of `bench:realtime`, in a separate process. They open sockets and report when each frame arrived. */
export type ToApps =
  | { readonly type: 'open'; readonly urls: readonly string[] }
  | { readonly type: 'expect'; readonly frames: number }
  | { readonly type: 'close' }

export type FromApps =
  | { readonly type: 'opened' }
  /** For each socket, the ids of its frames and when they arrived. */
  | { readonly type: 'received'; readonly sockets: readonly (readonly (readonly [string, number])[])[] }
  | { readonly type: 'closed' }

const send = (message: FromApps): void => void process.send?.(message)

let sockets: WebSocket[] = []
let received: [string, number][][] = []
let count = 0
let expected = Infinity

function openSocket(url: string): Promise<void> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  const frames: [string, number][] = []
  sockets.push(socket)
  received.push(frames)
  socket.on('message', (content) => {
    const at = performance.timeOrigin + performance.now()
    frames.push([(JSON.parse((content as Buffer).toString()) as { id: string }).id, at])
    count += 1
    report()
  })
  return new Promise((resolve, reject) => void socket.once('open', resolve).once('error', reject))
}

function report(): void {
  if (count < expected) return
  send({ type: 'received', sockets: received })
  expected = Infinity
}

process.on('message', (message: ToApps) => void handle(message))
process.on('disconnect', () => process.exit()) // the benchmark was killed: what stays would disturb the next

async function handle(message: ToApps): Promise<void> {
  if (message.type === 'open') {
    for (let i = 0; i < message.urls.length; i += 50)
      await Promise.all(message.urls.slice(i, i + 50).map(openSocket))
    send({ type: 'opened' })
  }
  if (message.type === 'expect') {
    expected = message.frames
    report()
  }
  if (message.type === 'close') {
    for (const socket of sockets) socket.terminate()
    sockets = []
    received = []
    count = 0
    send({ type: 'closed' })
  }
}
