import { randomUUID } from 'node:crypto'
import {
  type FakeRequest,
  type FakeResponse,
  type FakeServer,
  newestOf,
  serve,
} from '#infra/fakes/fake-server.ts'
import { isPushFault, PUSH_FAULTS, type PushFault, refusal, refusalOf } from '#infra/fakes/fcm-refusals.ts'

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
  /** Refuses pushes to this device with one of FCM's answers, the next `times` of them. Others POST it to /faults. */
  readonly refuse: (token: string, fault: PushFault, times?: number) => void
  /** Refuses the next `times` pushes with this status; with 0 they are never answered. */
  readonly failNext: (status: number, times?: number) => void
}

interface FaultRequest {
  readonly token: string
  readonly fault: PushFault
  readonly times?: number
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
  const faults = new Map<string, { readonly fault: PushFault; left: number }>()
  const failures: number[] = []

  const addFault = ({ token, fault, times = Infinity }: FaultRequest): FakeResponse => {
    if (!isPushFault(fault)) return { status: 400, json: { message: `One of ${PUSH_FAULTS.join(', ')}` } }
    faults.set(token, { fault, left: times })
    return { status: 201, json: { token, fault } }
  }

  const faultFor = (token: string): PushFault | undefined => {
    const planned = faults.get(token)
    if (!planned || planned.left <= 0) return undefined
    planned.left -= 1
    return planned.fault
  }

  const acceptPush = ({ headers, body }: FakeRequest): FakeResponse | Promise<never> => {
    if (!headers.authorization?.startsWith('Bearer ')) return refusalOf('UNAUTHENTICATED')
    const failure = failures.shift()
    if (failure === 0) return new Promise<never>(() => undefined)
    if (failure !== undefined) return refusal({ code: failure, status: 'UNAVAILABLE' })
    const { message } = JSON.parse(body.toString('utf8')) as PushRequest
    if (!message?.token) return refusalOf('NO_TOKEN')
    const fault = faultFor(message.token)
    if (fault) return refusalOf(fault)
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
    if (`${request.method} ${request.url.pathname}` === 'POST /faults') {
      return addFault(JSON.parse(request.body.toString('utf8')) as FaultRequest)
    }
    return refusalOf('PROJECT_NOT_FOUND')
  }, port)
  return {
    url,
    env: { FCM_FAKE_URL: url },
    stop,
    box: () => sent,
    emptyBox: () => void (sent.length = 0),
    uninstall: (token) => void addFault({ token, fault: 'UNREGISTERED' }),
    refuse: (token, fault, times = Infinity) => void addFault({ token, fault, times }),
    failNext: (status, times = 1) => void failures.push(...Array<number>(times).fill(status)),
  }
}
