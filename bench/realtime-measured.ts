import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import { atRate } from './at-rate.ts'
import { cpuMs } from './cpu-time.ts'
import type { FromApps, ToApps } from './realtime-apps.ts'
import type { FromBroker, ToBroker } from './realtime-broker.ts'

/** The time in ms, with fractions, on a clock that the other processes share. */
export const now = (): number => performance.timeOrigin + performance.now()

/** Another process of the benchmark. */
class Peer<To extends object, From extends { readonly type: string }> {
  readonly #process: ChildProcess

  constructor(file: string) {
    this.#process = fork(path.join(import.meta.dirname, file))
  }

  send(message: To): void {
    this.#process.send(message)
  }

  on<T extends From['type']>(type: T, listen: (message: Extract<From, { type: T }>) => void): void {
    this.#process.on('message', (message: From) => {
      if (message.type === type) listen(message as Extract<From, { type: T }>)
    })
  }

  next<T extends From['type']>(type: T): Promise<Extract<From, { type: T }>> {
    return new Promise((resolve) => {
      const listen = (message: From) => {
        if (message.type !== type) return
        this.#process.off('message', listen)
        resolve(message as Extract<From, { type: T }>)
      }
      this.#process.on('message', listen)
    })
  }

  kill(): void {
    this.#process.kill()
  }
}

/** The apps, in a separate process. */
export class Apps extends Peer<ToApps, FromApps> {
  constructor() {
    super('realtime-apps.ts')
  }
}

/** What AWS runs for us, in a separate process. */
export class Broker extends Peer<ToBroker, FromBroker> {
  constructor() {
    super('realtime-broker.ts')
  }

  /** The CPU time of the broker so far, and how long each event and each frame waited in it since the last report. */
  async report(): Promise<{ readonly cpu: number; readonly waits: ReadonlyMap<string, number> }> {
    const answer = this.next('report')
    this.send({ type: 'report' })
    const { cpu, waits } = await answer
    return { cpu, waits: new Map(waits) }
  }
}

export interface Size {
  readonly users: number
  readonly perUser: number
  readonly events: number
  /** Frames per second. */
  readonly rate: number
}

/** A sent event: its own id in the frame's way, and the time from which its delay is measured. */
export type SendEvent = (user: number) => Promise<readonly [string, number]>

/** Where the frames of a round come from: for each frame's id the key that `sendEvent` returned, and the event's id. */
export type Origins = ReadonlyMap<string, { readonly key: string; readonly event: string }>

/** Sends the events of a round at its rate. */
const sendAll = ({ events, perUser, rate, users }: Size, sendEvent: SendEvent) =>
  atRate(events, rate / perUser, (n) => sendEvent(n % users))

/** The CPU time of this process for each event, in ms, while it does this at the rate of a round. */
export async function cpuOfEach(size: Size, sendEvent: SendEvent): Promise<number> {
  const before = cpuMs()
  await sendAll(size, sendEvent)
  return (cpuMs() - before) / size.events
}

/** The CPU time of this process for a call of a function that does nothing, in ms, at the rate of a round. */
export async function cpuOfCall(broker: Broker, { events, perUser, rate }: Size): Promise<number> {
  const before = cpuMs()
  const called = broker.next('calledNothing')
  broker.send({ type: 'callNothing', times: events, perSecond: rate / perUser })
  await called
  return (cpuMs() - before) / events
}

/** What this process spends on an event beside ours, in ms of CPU time. */
interface NotOurs {
  /** The transaction of the request, up to the commit. */
  readonly toCommit: number
  /** The calls of the functions by the broker, and their answers. */
  readonly calls: number
}

interface Round {
  readonly title: string
  readonly size: Size
  readonly sendEvent: SendEvent
  readonly notOurs?: NotOurs
  readonly origins?: () => Promise<Origins>
  readonly broker?: Broker
  /** Prints nothing: the code is compiled, the SDKs are loaded and the connections are open afterwards. */
  readonly isWarmUp?: boolean
}

interface Arrival {
  readonly id: string
  readonly ms: number
  /** How long it waited in the broker: on the first queue, and on the second. */
  readonly brokerMs: number
}

/** Sends the events at the given rate, and prints how long their frames took and what they cost. */
export async function measure(apps: Apps, round: Round): Promise<void> {
  const { size, sendEvent, origins, broker, notOurs } = round
  const received = apps.next('received')
  const before = await broker?.report()
  const began = now()
  const cpuAtBegin = cpuMs()
  apps.send({ type: 'expect', frames: size.events * size.perUser })
  const sentAt = new Map(await sendAll(size, sendEvent))
  const { sockets } = await received
  const seconds = (now() - began) / 1_000
  const cpu = cpuMs() - cpuAtBegin
  const after = await broker?.report()
  if (round.isWarmUp) return
  const cameFrom = await origins?.()
  const arrivals = sockets.flat().map(([id, receivedAt]): Arrival => {
    const { key, event } = cameFrom?.get(id) ?? { key: id, event: '' }
    const brokerMs = (after?.waits.get(event) ?? 0) + (after?.waits.get(id) ?? 0)
    return { id, ms: receivedAt - (sentAt.get(key) ?? NaN), brokerMs }
  })
  const distinct = sockets.reduce((sum, frames) => sum + new Set(frames.map(([id]) => id)).size, 0)
  const frames = arrivals.length
  printLine(`${round.title.padEnd(10)} ${String(size.perUser * size.users).padStart(5)} sockets`, {
    ms: arrivals.map(({ ms }) => ms),
    cpuMs: cpu / frames,
    rest: `${(frames / seconds).toFixed(0)} frames/s, ${frames - distinct} duplicates`,
  })
  if (!before || !after) return
  printLine('    of it broker', {
    ms: arrivals.map(({ brokerMs }) => brokerMs),
    cpuMs: (after.cpu - before.cpu) / frames,
    rest: 'CPU beside ours',
  })
  printLine('    of it ours', {
    ms: arrivals.map(({ ms, brokerMs }) => ms - brokerMs),
    ...(notOurs && cpuOfOurs(cpu / frames, notOurs, size)),
  })
}

function cpuOfOurs(all: number, notOurs: NotOurs, { perUser }: Size): Omit<Line, 'ms'> {
  const [toCommit, calls] = [notOurs.toCommit / perUser, notOurs.calls / perUser]
  const rest = `beside ${toCommit.toFixed(2)} up to the commit, and ${calls.toFixed(2)} to be called`
  return { cpuMs: all - toCommit - calls, rest }
}

interface Line {
  readonly ms: readonly number[]
  readonly cpuMs?: number
  readonly rest?: string
}

function printLine(title: string, { ms, cpuMs, rest = '' }: Line): void {
  const sorted = ms.toSorted((a, b) => a - b)
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(sorted, share).toFixed(1).padStart(6))
  const cpu = cpuMs === undefined ? '' : `${cpuMs.toFixed(2).padStart(6)} ms CPU per frame`
  process.stdout.write(`${title.padEnd(25)} p50 ${p50}  p95 ${p95}  p99 ${p99} ms ${cpu}  ${rest}\n`)
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
