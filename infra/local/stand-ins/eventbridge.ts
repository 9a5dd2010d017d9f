import { randomUUID } from 'node:crypto'
import {
  serve,
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
} from '#infra/local/stand-ins/stand-in.ts'

/** An event as the bus on this machine keeps it. */
export interface KeptEvent {
  readonly id: string
  readonly bus: string
  readonly source: string
  readonly type: string
  readonly at: string
  readonly detail: unknown
}

export interface EventBridgeStandIn extends StandIn {
  /** What came, newest first. Other processes read it at GET /box. */
  readonly box: () => readonly KeptEvent[]
  /** Refuses the next `times` calls with this status; 0 takes them and reports each entry as failed. */
  readonly failNext: (status: number, times?: number) => void
}

interface Entry {
  readonly EventBusName?: string
  readonly Source?: string
  readonly DetailType?: string
  readonly Detail?: string
  readonly Time?: number | string
}

const KEPT = 5_000

/** EventBridge on this machine: takes PutEvents and keeps what came, as the archive does. */
export async function startEventBridgeStandIn(): Promise<EventBridgeStandIn> {
  const box: KeptEvent[] = []
  const failures: number[] = []

  const put = ({ body }: StandInRequest): StandInAnswer => {
    const failure = failures.shift()
    if (failure) return refuse(failure, 'InternalException')
    const { Entries: entries = [] } = JSON.parse(body.toString('utf8')) as { Entries?: Entry[] }
    if (entries.length === 0 || entries.length > 10) return refuse(400, 'ValidationException')
    const answers = entries.map((entry) => (failure === 0 ? failed('ThrottlingException') : keep(entry)))
    const count = answers.filter((answer) => 'ErrorCode' in answer).length
    return { status: 200, json: { FailedEntryCount: count, Entries: answers } }
  }

  const keep = ({ EventBusName = 'default', Source, DetailType, Detail, Time }: Entry) => {
    if (!Source || !DetailType || !Detail) return failed('InvalidArgument')
    const detail = readDetail(Detail)
    if (!detail) return failed('MalformedDetail')
    const id = randomUUID()
    const at = new Date(typeof Time === 'number' ? Time * 1000 : (Time ?? Date.now())).toISOString()
    box.unshift({ id, bus: EventBusName, source: Source, type: DetailType, at, detail })
    box.length = Math.min(box.length, KEPT)
    return { EventId: id }
  }

  const { url, stop } = await serve((request) => {
    if (request.method === 'GET' && request.url.pathname === '/box') return { status: 200, json: box }
    if (request.headers['x-amz-target'] === 'AWSEvents.PutEvents') return put(request)
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

const failed = (ErrorCode: string) => ({ ErrorCode, ErrorMessage: 'Refused by the stand-in' })

const refuse = (status: number, type: string): StandInAnswer => ({
  status,
  json: { __type: type, message: 'Refused by the stand-in' },
})

/** EventBridge takes nothing but an object as the detail. */
function readDetail(text: string): unknown {
  try {
    const detail = JSON.parse(text) as unknown
    return typeof detail === 'object' && !Array.isArray(detail) ? detail : null
  } catch {
    return null
  }
}
