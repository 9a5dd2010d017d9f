import { WebSocket } from 'ws'

/** The apps of `bench:realtime`, in a process of their own: they open sockets and tell when each frame came. */
export type ToApps =
  | { readonly type: 'open'; readonly urls: readonly string[] }
  | { readonly type: 'expect'; readonly frames: number }
  | { readonly type: 'close' }

export type FromApps =
  | { readonly type: 'opened' }
  /** What each socket was sent: the ids of its frames, and when they came. */
  | { readonly type: 'heard'; readonly sockets: readonly (readonly (readonly [string, number])[])[] }
  | { readonly type: 'closed' }

const tell = (message: FromApps): void => void process.send?.(message)

let sockets: WebSocket[] = []
let heard: [string, number][][] = []
let count = 0
let expected = Infinity

function open(url: string): Promise<void> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  const own: [string, number][] = []
  sockets.push(socket)
  heard.push(own)
  socket.on('message', (content) => {
    const at = performance.timeOrigin + performance.now()
    own.push([(JSON.parse((content as Buffer).toString()) as { id: string }).id, at])
    count += 1
    report()
  })
  return new Promise((resolve, reject) => void socket.once('open', resolve).once('error', reject))
}

function report(): void {
  if (count < expected) return
  tell({ type: 'heard', sockets: heard })
  expected = Infinity
}

process.on('message', (message: ToApps) => void take(message))

async function take(message: ToApps): Promise<void> {
  if (message.type === 'open') {
    for (let i = 0; i < message.urls.length; i += 50)
      await Promise.all(message.urls.slice(i, i + 50).map(open))
    tell({ type: 'opened' })
  }
  if (message.type === 'expect') {
    expected = message.frames
    report()
  }
  if (message.type === 'close') {
    for (const socket of sockets) socket.terminate()
    sockets = []
    heard = []
    count = 0
    tell({ type: 'closed' })
  }
}
