import type { Need } from '#lib/platform/needs.ts'

export interface ScheduleDefinition {
  /** `rate(5 minutes)` or `cron(0 9 * * ? *)`; crons are in Africa/Cairo time. */
  readonly runs: `rate(${string})` | `cron(${string})`
  readonly uses: readonly Need[]
  readonly summary: string
}

export type Schedule<D extends ScheduleDefinition = ScheduleDefinition> = D & {
  /** In camelCase. The handler's file below `functions/schedules/` and the name shown to people are in kebab-case. */
  readonly name: string
}

/** Defines the schedules. Their times are written only here. */
export function defineSchedules<const D extends Record<string, ScheduleDefinition>>(
  definitions: D,
): { readonly [K in keyof D]: Schedule<D[K]> } {
  const schedules = Object.entries(definitions).map(([name, definition]) => [name, { ...definition, name }])
  return Object.fromEntries(schedules) as { readonly [K in keyof D]: Schedule<D[K]> }
}
