import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { queues } from '#functions/queues/queues.ts'
import { startEventBridgeFake } from '#infra/fakes/eventbridge.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { QueueBoard } from '#infra/local/queues/queue-board.ts'
import { SocketGateway } from '#infra/local/websocket/socket-gateway.ts'
import type { Queue } from '#lib/lambda/queue/define-queue.ts'
import type { QueueEvent, QueueHandler, QueueResult } from '#lib/lambda/queue/queue-handler.ts'
import { atRate } from './at-rate.ts'
import { cpuMs } from './cpu-time.ts'

/**
 * What AWS runs for us, in a process of its own, as one machine has it: SQS with the pollers that call the functions
 * behind the queues, the bus, and the gateway that holds the sockets. `bench:realtime` runs the functions.
 */
export type ToBroker =
  | { readonly type: 'report' }
  /** Call a function that does nothing: what being called costs shows. */
  | { readonly type: 'callNothing'; readonly times: number; readonly perSecond: number }
  | { readonly type: 'result'; readonly call: string; readonly result: QueueResult }
  | { readonly type: 'connected'; readonly call: string; readonly isAccepted: boolean }
  | { readonly type: 'stop' }

export type FromBroker =
  | { readonly type: 'ready'; readonly env: Readonly<Record<string, string>>; readonly port: number }
  | { readonly type: 'invoke'; readonly call: string; readonly queue: string; readonly event: QueueEvent }
  | { readonly type: 'calledNothing' }
  | { readonly type: 'connect'; readonly call: string; readonly id: string; readonly user: number }
  | {
      readonly type: 'report'
      /** The CPU time of this process so far, in ms. */
      readonly cpu: number
      /** How long each event and each frame waited here, in ms: from the time the queue had it to the function's call. */
      readonly waits: readonly (readonly [id: string, ms: number])[]
    }

const send = (message: FromBroker): void => void process.send?.(message)

const pending = new Map<string, (message: never) => void>()

/** Asks the process with the functions, and waits for its answer. */
function ask<T>(message: (call: string) => FromBroker): Promise<T> {
  const call = randomUUID()
  const answered = new Promise<T>((resolve) => void pending.set(call, resolve))
  send(message(call))
  return answered.finally(() => pending.delete(call))
}

let waits: [string, number][] = []

/** The id of the event of a `notifications` message, or of the frame of a `realtime` message. */
function idIn(body: string): string {
  const { eventId, frame } = JSON.parse(body) as { eventId?: string; frame?: { id: string } }
  return eventId ?? frame?.id ?? ''
}

const remote =
  (queue: string): QueueHandler =>
  async (event) => {
    const now = performance.timeOrigin + performance.now()
    for (const { body, attributes } of event.Records as unknown as readonly SentRecord[]) {
      waits.push([idIn(body), Math.max(0, now - Number(attributes.SentTimestamp))])
    }
    const answer = await ask<{ result: QueueResult }>((call) => ({ type: 'invoke', call, queue, event }))
    return answer.result
  }

interface SentRecord {
  readonly body: string
  readonly attributes: { readonly SentTimestamp: string }
}

const gateway = new SocketGateway(async (route, event) => {
  if (route !== 'connect') return { statusCode: 200 }
  const user = Number(event.queryStringParameters?.user)
  const { connectionId: id } = event.requestContext
  const { isAccepted } = await ask<{ isAccepted: boolean }>((call) => ({ type: 'connect', call, id, user }))
  return { statusCode: isAccepted ? 200 : 401 }
})

const all = Object.values(queues) as Queue[]
const fakes = [await startSqsFake(all), await startEventBridgeFake()]
const env = Object.assign(
  { SOCKETS_ENDPOINT: await gateway.listen() },
  ...fakes.map((fake) => fake.env),
) as Record<string, string>
Object.assign(process.env, env)
const server = createServer()
server.on('upgrade', (request, stream, head) => void gateway.upgrade(request, stream, head))
await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
const board = new QueueBoard(all, new Map(['notifications', 'realtime'].map((name) => [name, remote(name)])))
board.start()

async function callNothing({ times, perSecond }: Extract<ToBroker, { type: 'callNothing' }>): Promise<void> {
  const event = { Records: [{ messageId: randomUUID(), body: JSON.stringify({ text: 'x'.repeat(600) }) }] }
  await atRate(times, perSecond, () => ask((call) => ({ type: 'invoke', call, queue: 'nothing', event })))
  send({ type: 'calledNothing' })
}

process.on('message', (message: ToBroker) => void handle(message))
process.on('disconnect', () => process.exit()) // the benchmark was killed: what stays would disturb the next

async function handle(message: ToBroker): Promise<void> {
  if (message.type === 'result' || message.type === 'connected') {
    pending.get(message.call)?.(message as never)
  }
  if (message.type === 'report') {
    send({ type: 'report', cpu: cpuMs(), waits })
    waits = []
  }
  if (message.type === 'callNothing') await callNothing(message)
  if (message.type === 'stop') {
    await board.stop()
    await Promise.all(fakes.map(({ stop }) => stop()))
    await gateway.stop()
    process.exit(0)
  }
}

send({ type: 'ready', env, port: (server.address() as AddressInfo).port })
