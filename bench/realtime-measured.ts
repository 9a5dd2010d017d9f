import { fork, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import type { FromApps, ToApps } from './realtime-apps.ts'

/** ms, with fractions, on the clock that the apps' process has too. */
export const now = (): number => performance.timeOrigin + performance.now()
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** The apps, in a process of their own. */
export class Apps {
  readonly #process: ChildProcess = fork(path.join(import.meta.dirname, 'realtime-apps.ts'))

  tell(message: ToApps): void {
    this.#process.send(message)
  }

  hear<T extends FromApps['type']>(type: T): Promise<Extract<FromApps, { type: T }>> {
    return new Promise((resolve) => {
      const listen = (message: FromApps) => {
        if (message.type !== type) return
        this.#process.off('message', listen)
        resolve(message as Extract<FromApps, { type: T }>)
      }
      this.#process.on('message', listen)
    })
  }

  end(): void {
    this.#process.kill()
  }
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

export interface Size {
  readonly users: number
  readonly perUser: number
  readonly events: number
  /** Frames a second. */
  readonly rate: number
}

/** Tells a user something; answers the event's id and the instant from which its way is counted. */
export type Tell = (user: number) => Promise<readonly [string, number]>

/** Which event each frame tells of. */
export type EventsOf = () => Promise<ReadonlyMap<string, string>>

/** Sends the events at their rate and says how long their frames took. */
export async function measure(
  what: string,
  apps: Apps,
  { users, perUser, events, rate }: Size,
  tell: Tell,
  eventsOf?: EventsOf,
): Promise<void> {
  const heard = apps.hear('heard')
  const began = now()
  const busy = process.cpuUsage()
  const told: ReturnType<Tell>[] = []
  apps.tell({ type: 'expect', frames: events * perUser })
  for (let i = 0; i < events; i += 1) {
    const due = began + (i * perUser * 1_000) / rate
    if (due > now()) await wait(due - now())
    told.push(tell(i % users))
  }
  const sentAt = new Map(await Promise.all(told))
  const { sockets } = await heard
  const seconds = (now() - began) / 1_000
  const cpu = process.cpuUsage(busy)
  const names = await eventsOf?.()
  const waits = sockets.flatMap((socket) =>
    socket.map(([id, came]) => came - (sentAt.get(names?.get(id) ?? id) ?? NaN)),
  )
  const sorted = waits.toSorted((a, b) => a - b)
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => at(sorted, share).toFixed(1).padStart(6))
  const doubled = waits.length - sockets.reduce((sum, own) => sum + new Set(own.map(([id]) => id)).size, 0)
  process.stdout.write(
    `${what.padEnd(10)} ${String(perUser * users).padStart(5)} sockets ${String(rate).padStart(5)}/s  p50 ${p50}  p95 ${p95}  p99 ${p99} ms` +
      `  ${(waits.length / seconds).toFixed(0).padStart(5)} frames/s` +
      `  ${((cpu.user + cpu.system) / 1_000 / waits.length).toFixed(2)} ms CPU a frame  doubled ${doubled}\n`,
  )
}
