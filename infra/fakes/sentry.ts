import {
  type FakeRequest,
  type FakeResponse,
  type FakeServer,
  newestOf,
  serve,
} from '#infra/fakes/fake-server.ts'

/** An event as Sentry stores it, with the parts that the console and the tests look at. */
export interface SentryEvent {
  readonly event_id: string
  readonly timestamp: string
  readonly level: string
  readonly transaction?: string
  readonly environment?: string
  readonly release?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly extra?: Readonly<Record<string, string>>
  readonly debug_meta?: {
    readonly images: readonly { readonly debug_id: string; readonly code_file: string }[]
  }
  readonly exception?: { readonly values: readonly SentryException[] }
}

interface SentryException {
  readonly type: string
  readonly value: string
  readonly stacktrace?: {
    readonly frames: readonly {
      readonly function: string
      readonly filename: string
      readonly lineno: number
      readonly colno: number
    }[]
  }
}

export interface SentryFake extends FakeServer {
  /** The accepted events, newest first. Other processes read them at GET /box. */
  readonly box: () => readonly SentryEvent[]
  readonly emptyBox: () => void
  /** Refuses the next `times` envelopes with this status; with 0 they are never answered. */
  readonly failNext: (status: number, times?: number) => void
}

const MAX_EVENTS = 1_000
const KEY = 'c0ffee00c0ffee00c0ffee00c0ffee00'
const PROJECT = '4500000000000001'

/** Sentry on this machine: accepts envelopes with events, as its ingestion does, and shows them. */
export async function startSentryFake(): Promise<SentryFake> {
  const events: SentryEvent[] = []
  const failures: number[] = []

  const ingest = (request: FakeRequest): FakeResponse | Promise<never> => {
    const failure = failures.shift()
    if (failure === 0) return new Promise<never>(() => undefined)
    if (failure !== undefined) return refuse(failure, 'failed as planned')
    if (!request.headers['x-sentry-auth']?.includes(`sentry_key=${KEY}`)) return refuse(403, 'bad key')
    const event = eventIn(request.body)
    if (!event) return refuse(400, 'invalid event envelope')
    events.unshift(event)
    events.length = Math.min(events.length, MAX_EVENTS)
    return { status: 200, json: { id: event.event_id } }
  }

  const { url, stop } = await serve((request) => {
    const route = `${request.method} ${request.url.pathname}`
    if (route === `POST /api/${PROJECT}/envelope/`) return ingest(request)
    if (route === 'GET /box') return { status: 200, json: newestOf(events, request.url) }
    return refuse(404, 'not found')
  })
  return {
    url,
    env: { SENTRY_DSN: url.replace('//', `//${KEY}@`) + `/${PROJECT}` },
    stop,
    box: () => events,
    emptyBox: () => void (events.length = 0),
    failNext: (status, times = 1) => void failures.push(...Array<number>(times).fill(status)),
  }
}

const refuse = (status: number, detail: string): FakeResponse => ({ status, json: { detail } })

/** The event of an envelope: a header, an item's header with its exact length, and the item. Null where it is none. */
function eventIn(envelope: Buffer): SentryEvent | null {
  const header = lineAt(envelope, 0)
  const item = header && lineAt(envelope, header.next)
  if (!header || !item) return null
  const { type, length } = item.json as { type?: string; length?: number }
  const payload = envelope.subarray(item.next, item.next + (length ?? 0)).toString('utf8')
  if (type !== 'event' || envelope[item.next + (length ?? 0)] !== NEW_LINE) return null
  const event = jsonIn(payload) as SentryEvent | null
  const isSame = event?.event_id === (header.json as { event_id?: string }).event_id
  return event && isSame && /^[0-9a-f]{32}$/.test(event.event_id) ? event : null
}

const NEW_LINE = 10

function lineAt(bytes: Buffer, from: number): { readonly json: object; readonly next: number } | null {
  const end = bytes.indexOf(NEW_LINE, from)
  const json = end < 0 ? null : jsonIn(bytes.subarray(from, end).toString('utf8'))
  return json ? { json, next: end + 1 } : null
}

function jsonIn(text: string): object | null {
  try {
    const json = JSON.parse(text) as unknown
    return typeof json === 'object' ? json : null
  } catch {
    return null
  }
}
