import { randomUUID } from 'node:crypto'
import {
  type FakeRequest,
  type FakeResponse,
  type FakeServer,
  newestOf,
  serve,
} from '#infra/fakes/fake-server.ts'

/** An accepted push, as the box on this machine shows it. */
export interface SentPush {
  readonly token: string
  readonly title: string
  readonly body: string
  readonly data: Readonly<Record<string, string>>
  readonly collapseKey: string
  readonly at: string
}

export interface FcmFake extends FakeServer {
  /** The accepted pushes, newest first. Other processes read them at GET /box. */
  readonly box: () => readonly SentPush[]
  readonly emptyBox: () => void
  /** From now on the app of this device counts as uninstalled. */
  readonly uninstall: (token: string) => void
  /** Refuses the next `times` pushes with this status. */
  readonly failNext: (status: number, times?: number) => void
}

interface PushRequest {
  readonly message?: {
    readonly token?: string
    readonly notification?: { readonly title?: string; readonly body?: string }
    readonly data?: Readonly<Record<string, string>>
    readonly android?: { readonly collapse_key?: string }
  }
}

const MAX_PUSHES = 5_000

/** Firebase Cloud Messaging on this machine: accepts pushes, knows uninstalled apps, shows what was sent. */
export async function startFcmFake({ port = 0 } = {}): Promise<FcmFake> {
  const sent: SentPush[] = []
  const uninstalled = new Set<string>()
  const failures: number[] = []

  const acceptPush = ({ headers, body }: FakeRequest): FakeResponse => {
    if (!headers.authorization?.startsWith('Bearer ')) return refuse(401, 'UNAUTHENTICATED')
    const failure = failures.shift()
    if (failure !== undefined) return refuse(failure, 'UNAVAILABLE')
    const { message } = JSON.parse(body.toString('utf8')) as PushRequest
    if (!message?.token) return refuse(400, 'INVALID_ARGUMENT')
    if (uninstalled.has(message.token)) return refuse(404, 'NOT_FOUND', 'UNREGISTERED')
    const { token, notification, data = {}, android } = message
    const { title = '', body: text = '' } = notification ?? {}
    const collapseKey = android?.collapse_key ?? ''
    sent.unshift({ token, title, body: text, data, collapseKey, at: new Date().toISOString() })
    sent.length = Math.min(sent.length, MAX_PUSHES)
    return { status: 200, json: { name: `projects/craftworks-local/messages/${randomUUID()}` } }
  }

  const { url, stop } = await serve((request) => {
    const isSend = request.method === 'POST' && request.url.pathname.endsWith('/messages:send')
    if (isSend) return acceptPush(request)
    if (`${request.method} ${request.url.pathname}` === 'GET /box')
      return { status: 200, json: newestOf(sent, request.url) }
    return refuse(404, 'NOT_FOUND')
  }, port)
  return {
    url,
    env: { FCM_FAKE_URL: url },
    stop,
    box: () => sent,
    emptyBox: () => void (sent.length = 0),
    uninstall: (token) => void uninstalled.add(token),
    failNext: (status, times = 1) => void failures.push(...Array<number>(times).fill(status)),
  }
}

const refuse = (status: number, name: string, errorCode?: string): FakeResponse => ({
  status,
  json: {
    error: {
      code: status,
      status: name,
      message: 'Refused by the fake',
      ...(errorCode && {
        details: [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode }],
      }),
    },
  },
})
