import { randomUUID } from 'node:crypto'
import {
  type FakeRequest,
  type FakeResponse,
  type FakeServer,
  newestOf,
  serve,
} from '#infra/fakes/fake-server.ts'

/** An event as the bus on this machine stores it. */
export interface StoredEvent {
  readonly id: string
  readonly bus: string
  readonly source: string
  readonly type: string
  readonly at: string
  readonly detail: unknown
}

export interface EventBridgeFake extends FakeServer {
  /** The received events, newest first. Other processes read them at GET /box. */
  readonly box: () => readonly StoredEvent[]
  /** Refuses the next `times` calls with this status; with 0 the call succeeds and reports each entry as failed. */
  readonly failNext: (status: number, times?: number) => void
}

interface Entry {
  readonly EventBusName?: string
  readonly Source?: string
  readonly DetailType?: string
  readonly Detail?: string
  readonly Time?: number | string
}

const MAX_EVENTS = 5_000

/** EventBridge on this machine: accepts PutEvents and stores the events, as the archive does. */
export async function startEventBridgeFake(): Promise<EventBridgeFake> {
  const box: StoredEvent[] = []
  const failures: number[] = []

  const putEvents = ({ body }: FakeRequest): FakeResponse => {
    const failure = failures.shift()
    if (failure) return refuse(failure, 'InternalException')
    const { Entries: entries = [] } = JSON.parse(body.toString('utf8')) as { Entries?: Entry[] }
    if (entries.length === 0 || entries.length > 10) return refuse(400, 'ValidationException')
    const answers = entries.map((entry) =>
      failure === 0 ? failed('ThrottlingException') : storeEntry(entry),
    )
    const count = answers.filter((answer) => 'ErrorCode' in answer).length
    return { status: 200, json: { FailedEntryCount: count, Entries: answers } }
  }

  const storeEntry = ({ EventBusName = 'default', Source, DetailType, Detail, Time }: Entry) => {
    if (!Source || !DetailType || !Detail) return failed('InvalidArgument')
    const detail = readDetail(Detail)
    if (!detail) return failed('MalformedDetail')
    const id = randomUUID()
    const at = new Date(typeof Time === 'number' ? Time * 1000 : (Time ?? Date.now())).toISOString()
    box.unshift({ id, bus: EventBusName, source: Source, type: DetailType, at, detail })
    box.length = Math.min(box.length, MAX_EVENTS)
    return { EventId: id }
  }

  const { url, stop } = await serve((request) => {
    if (request.method === 'GET' && request.url.pathname === '/box')
      return { status: 200, json: newestOf(box, request.url) }
    if (request.headers['x-amz-target'] === 'AWSEvents.PutEvents') return putEvents(request)
    return refuse(400, 'UnknownOperationException')
  }, 0)
  return {
    url,
    env: { EVENTBRIDGE_ENDPOINT: url },
    stop,
    box: () => box,
    failNext: (status, times = 1) => void failures.push(...Array<number>(times).fill(status)),
  }
}

const failed = (ErrorCode: string) => ({ ErrorCode, ErrorMessage: 'Refused by the fake' })

const refuse = (status: number, type: string): FakeResponse => ({
  status,
  json: { __type: type, message: 'Refused by the fake' },
})

/** EventBridge accepts only an object as the detail. */
function readDetail(text: string): unknown {
  try {
    const detail = JSON.parse(text) as unknown
    return typeof detail === 'object' && !Array.isArray(detail) ? detail : null
  } catch {
    return null
  }
}
