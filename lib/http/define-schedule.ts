import type { Need } from '#lib/platform/needs.ts'

export interface ScheduleDefinition {
  /** `rate(5 minutes)` or `cron(0 9 * * ? *)`; crons count in Africa/Cairo. */
  readonly runs: `rate(${string})` | `cron(${string})`
  readonly uses: readonly Need[]
  readonly summary: string
}

export type Schedule<D extends ScheduleDefinition = ScheduleDefinition> = D & {
  /** camelCase; the handler is its kebab-case below `functions/schedules/`, and so is its name for people. */
  readonly name: string
}

/** Names the schedules: the only place where one's time is written. */
export function defineSchedules<const D extends Record<string, ScheduleDefinition>>(
  definitions: D,
): { readonly [K in keyof D]: Schedule<D[K]> } {
  const schedules = Object.entries(definitions).map(([name, definition]) => [name, { ...definition, name }])
  return Object.fromEntries(schedules) as { readonly [K in keyof D]: Schedule<D[K]> }
}
