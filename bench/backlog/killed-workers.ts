import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { SECOND } from '#lib/platform/clock.ts'

/** After how long a message that a killed process had received is delivered again. On AWS it is minutes. */
export const VISIBILITY_SECONDS = 60
const KILL_EVERY_MS = 5 * SECOND

/** Processes that work off the deadlines, of which one is killed (SIGKILL) every five seconds, and another one started. */
export class KilledWorkers {
  /** How many were killed until now. */
  kills = 0
  readonly #workers: ChildProcess[] = []
  readonly #onReceived: (bodies: readonly string[]) => void
  #killing: NodeJS.Timeout | undefined

  constructor(onReceived: (bodies: readonly string[]) => void) {
    this.#onReceived = onReceived
  }

  async start(count: number): Promise<void> {
    for (let place = 0; place < count; place += 1) this.#begin(place)
    await Promise.all(this.#workers.map((worker) => once(worker, 'message')))
    this.#killing = setInterval(() => {
      const place = this.kills % count
      this.#workers[place]?.kill('SIGKILL')
      this.kills += 1
      this.#begin(place)
    }, KILL_EVERY_MS)
  }

  stop(): void {
    clearInterval(this.#killing)
    for (const worker of this.#workers) worker.kill('SIGKILL')
  }

  #begin(place: number): void {
    const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const
    const worker = fork(new URL('./worker.ts', import.meta.url), { stdio: [...stdio] })
    worker.on('message', (bodies) => {
      this.#onReceived(bodies as readonly string[])
    })
    this.#workers[place] = worker
  }
}
