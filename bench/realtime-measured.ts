import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import type { FromApps, ToApps } from './realtime-apps.ts'

/** The time in ms, with fractions, on a clock that the apps' process shares. */
export const now = (): number => performance.timeOrigin + performance.now()
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** The apps, in a separate process. */
export class Apps {
  readonly #process: ChildProcess = fork(path.join(import.meta.dirname, 'realtime-apps.ts'))

  send(message: ToApps): void {
    this.#process.send(message)
  }

  next<T extends FromApps['type']>(type: T): Promise<Extract<FromApps, { type: T }>> {
    return new Promise((resolve) => {
      const listen = (message: FromApps) => {
        if (message.type !== type) return
        this.#process.off('message', listen)
        resolve(message as Extract<FromApps, { type: T }>)
      }
      this.#process.on('message', listen)
    })
  }

  kill(): void {
    this.#process.kill()
  }
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

export interface Size {
  readonly users: number
  readonly perUser: number
  readonly events: number
  /** Frames per second. */
  readonly rate: number
}

/** Sends an event to a user. Returns the event's id and the time from which its delay is measured. */
export type SendEvent = (user: number) => Promise<readonly [string, number]>

/** The id of the event behind each frame, by the frame's id. */
export type EventsOfFrames = () => Promise<ReadonlyMap<string, string>>

/** Sends the events at the given rate and prints how long their frames took. */
export async function measure(
  title: string,
  apps: Apps,
  { users, perUser, events, rate }: Size,
  sendEvent: SendEvent,
  eventsOfFrames?: EventsOfFrames,
): Promise<void> {
  const received = apps.next('received')
  const began = now()
  const cpuBefore = process.cpuUsage()
  const sent: ReturnType<SendEvent>[] = []
  apps.send({ type: 'expect', frames: events * perUser })
  for (let i = 0; i < events; i += 1) {
    const due = began + (i * perUser * 1_000) / rate
    if (due > now()) await wait(due - now())
    sent.push(sendEvent(i % users))
  }
  const sentAt = new Map(await Promise.all(sent))
  const { sockets } = await received
  const seconds = (now() - began) / 1_000
  const cpu = process.cpuUsage(cpuBefore)
  const eventIds = await eventsOfFrames?.()
  const delays = sockets.flatMap((socket) =>
    socket.map(([id, receivedAt]) => receivedAt - (sentAt.get(eventIds?.get(id) ?? id) ?? NaN)),
  )
  const sorted = delays.toSorted((a, b) => a - b)
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(sorted, share).toFixed(1).padStart(6))
  const distinct = sockets.reduce((sum, frames) => sum + new Set(frames.map(([id]) => id)).size, 0)
  const duplicates = delays.length - distinct
  process.stdout.write(
    `${title.padEnd(10)} ${String(perUser * users).padStart(5)} sockets ${String(rate).padStart(5)}/s  p50 ${p50}  p95 ${p95}  p99 ${p99} ms` +
      `  ${(delays.length / seconds).toFixed(0).padStart(5)} frames/s` +
      `  ${((cpu.user + cpu.system) / 1_000 / delays.length).toFixed(2)} ms CPU per frame  duplicates ${duplicates}\n`,
  )
}
