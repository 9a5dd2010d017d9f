import { randomUUID } from 'node:crypto'
import { nextRun } from '#infra/local/schedules/next-run.ts'
import { toKebabCase } from '#lib/lambda/http/define-route.ts'
import type { Schedule } from '#lib/lambda/schedule/define-schedule.ts'
import type { ScheduleHandler, Tally } from '#lib/lambda/schedule/schedule-handler.ts'
import { clock } from '#lib/platform/clock.ts'

const TICK_MS = 5_000

interface Entry {
  readonly schedule: Schedule
  readonly handler: ScheduleHandler
  next: Date
  last: LastRun | null
  /** The current run. Another run waits for it, since deployed runs never overlap either. */
  running: Promise<unknown>
}

export interface LastRun {
  readonly at: string
  readonly tally: Tally | null
}

export interface TimetableRow {
  readonly name: string
  readonly runs: string
  readonly summary: string
  readonly next: string
  readonly last: LastRun | null
}

/** The schedules of the manifest on one machine. Each runs when it is due in business time, and on demand. */
export class Timetable {
  readonly #entries: ReadonlyMap<string, Entry>
  readonly #worksOff: () => Promise<void>
  #timer: NodeJS.Timeout | undefined

  /** `worksOff` resolves when the work that schedules handed out is done. */
  constructor(
    schedules: readonly Schedule[],
    handlers: ReadonlyMap<string, ScheduleHandler>,
    worksOff: () => Promise<void>,
  ) {
    this.#worksOff = worksOff
    const entries = schedules.flatMap((schedule) => {
      const handler = handlers.get(schedule.name)
      if (!handler) return []
      const next = nextRun(schedule.runs, clock())
      const entry: Entry = { schedule, handler, next, last: null, running: Promise.resolve() }
      return [[toKebabCase(schedule.name), entry] as const]
    })
    this.#entries = new Map(entries)
  }

  start(): void {
    this.#timer = setInterval(() => this.#runDue(), TICK_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Computes the next runs from the current business time. Moving the clock runs nothing by itself. */
  clockMoved(): void {
    for (const entry of this.#entries.values()) entry.next = nextRun(entry.schedule.runs, clock())
  }

  /**
   * Runs one schedule now, or each once with `all`, and waits until the work that it handed out is done. Returns what each
   * answered; undefined for an unknown name.
   */
  async run(name: string): Promise<Readonly<Record<string, Tally>> | undefined> {
    const names = name === 'all' ? [...this.#entries.keys()] : [name]
    const tallies: Record<string, Tally> = {}
    for (const each of names) {
      const entry = this.#entries.get(each)
      if (!entry) return undefined
      tallies[each] = await this.#run(entry)
      await this.#worksOff()
    }
    return tallies
  }

  rows(): readonly TimetableRow[] {
    return [...this.#entries].map(([name, { schedule, next, last }]) => ({
      name,
      runs: schedule.runs,
      summary: schedule.summary,
      next: next.toISOString(),
      last,
    }))
  }

  #runDue(): void {
    for (const entry of this.#entries.values()) {
      if (entry.next > clock()) continue
      entry.next = nextRun(entry.schedule.runs, clock())
      void this.#run(entry).catch(() => undefined) // the run has logged its error
    }
  }

  async #run(entry: Entry): Promise<Tally> {
    const run = entry.running.then(() =>
      entry.handler(eventOf(entry.schedule), { awsRequestId: randomUUID() }),
    )
    entry.running = run.catch(() => undefined)
    const at = clock().toISOString()
    entry.last = { at, tally: null }
    const tally = await run
    entry.last = { at, tally }
    return tally
  }
}

/** The event that EventBridge Scheduler sends. */
const eventOf = (schedule: Schedule) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.scheduler',
  account: '000000000000',
  time: clock().toISOString(),
  region: 'local',
  resources: [`arn:aws:scheduler:local:000000000000:schedule/default/${toKebabCase(schedule.name)}`],
  detail: '{}',
})
