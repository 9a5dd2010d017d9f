import { randomUUID } from 'node:crypto'
import {
  serve,
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
} from '#infra/local/stand-ins/stand-in.ts'

/** A push that was taken, as the box on this machine shows it. */
export interface SentPush {
  readonly token: string
  readonly title: string
  readonly body: string
  readonly data: Readonly<Record<string, string>>
  readonly collapseKey: string
  readonly at: string
}

export interface FcmStandIn extends StandIn {
  /** What was taken, newest first. */
  readonly box: () => readonly SentPush[]
  readonly emptyBox: () => void
  /** From now on this device's app is gone. */
  readonly uninstall: (token: string) => void
  /** Refuses the next `times` pushes with this status. */
  readonly failNext: (status: number, times?: number) => void
}

interface Sent {
  readonly message?: {
    readonly token?: string
    readonly notification?: { readonly title?: string; readonly body?: string }
    readonly data?: Readonly<Record<string, string>>
    readonly android?: { readonly collapse_key?: string }
  }
}

const KEPT = 5_000

/** Firebase Cloud Messaging on this machine: takes pushes, knows which devices are gone, shows what was sent. */
export async function startFcmStandIn({ port = 0 } = {}): Promise<FcmStandIn> {
  const sent: SentPush[] = []
  const gone = new Set<string>()
  const failures: number[] = []

  const take = ({ headers, body }: StandInRequest): StandInAnswer => {
    if (!headers.authorization?.startsWith('Bearer ')) return refuse(401, 'UNAUTHENTICATED')
    const failure = failures.shift()
    if (failure !== undefined) return refuse(failure, 'UNAVAILABLE')
    const { message } = JSON.parse(body.toString('utf8')) as Sent
    if (!message?.token) return refuse(400, 'INVALID_ARGUMENT')
    if (gone.has(message.token)) return refuse(404, 'NOT_FOUND', 'UNREGISTERED')
    const { token, notification, data = {}, android } = message
    const { title = '', body: text = '' } = notification ?? {}
    const collapseKey = android?.collapse_key ?? ''
    sent.unshift({ token, title, body: text, data, collapseKey, at: new Date().toISOString() })
    sent.length = Math.min(sent.length, KEPT)
    return { status: 200, json: { name: `projects/craftworks-local/messages/${randomUUID()}` } }
  }

  const { url, stop } = await serve((request) => {
    const isSend = request.method === 'POST' && request.url.pathname.endsWith('/messages:send')
    if (isSend) return take(request)
    if (`${request.method} ${request.url.pathname}` === 'GET /box') return { status: 200, json: sent }
    return refuse(404, 'NOT_FOUND')
  }, port)
  return {
    url,
    env: { FCM_STAND_IN: url },
    stop,
    box: () => sent,
    emptyBox: () => void (sent.length = 0),
    uninstall: (token) => void gone.add(token),
    failNext: (status, times = 1) => void failures.push(...Array<number>(times).fill(status)),
  }
}

const refuse = (status: number, name: string, errorCode?: string): StandInAnswer => ({
  status,
  json: {
    error: {
      code: status,
      status: name,
      message: 'Refused by the stand-in',
      ...(errorCode && {
        details: [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode }],
      }),
    },
  },
})
