import * as z from 'zod'
import { JOB_STATUSES } from '#lib/model/job-status.ts'
import type { Durations } from '#lib/process/durations.ts'
import {
  ACTORS,
  FAULT_RULES,
  PROCESS_VERSION,
  STRIKES,
  type TimerRule,
  TIMERS,
  type Transition,
} from '#lib/process/process.ts'
import { countsOf, summaryOf } from '#lib/process/process-text.ts'
import { TRANSITIONS } from '#lib/process/transitions.ts'

const status = z.enum(JOB_STATUSES)

export const processView = z
  .strictObject({
    version: z.int(),
    statuses: z.array(status),
    moves: z.array(
      z.strictObject({
        name: z.string(),
        action: z.string(),
        from: z.array(status),
        to: status,
        by: z.array(z.enum(ACTORS)),
        needs: z.array(z.string()),
        money: z.enum(['keep', 'ask', 'refund', 'release', 'visitFee', 'decided']),
        quotes: z.enum(['keep', 'expire', 'reopen']),
        tells: z.array(z.enum(['client', 'craftsman'])),
        strike: z.enum(STRIKES).optional(),
        fault: z.enum(FAULT_RULES).optional(),
        summary: z.strictObject({ en: z.string(), ar: z.string() }),
      }),
    ),
    timers: z.array(
      z.strictObject({
        name: z.string(),
        in: z.array(status),
        makes: z.string(),
        counts: z.string(),
        remindHours: z.number().nullable(),
        suits: z.enum(['client', 'craftsman', 'neither']),
      }),
    ),
  })
  .meta({ id: 'Process' })

/** The process as JSON, with the durations of these settings in its texts. */
export const toProcessView = (settings: Durations): z.input<typeof processView> => ({
  version: PROCESS_VERSION,
  statuses: [...JOB_STATUSES],
  moves: TRANSITIONS.map((transition: Transition) => ({
    ...transition,
    from: [...transition.from],
    by: [...transition.by],
    needs: [...transition.needs],
    tells: [...transition.tells],
    summary: summaryOf(transition, settings),
  })),
  timers: TIMERS.map((timer: TimerRule) => ({
    name: timer.name,
    in: [...timer.in],
    makes: timer.makes,
    counts: countsOf(timer, settings),
    remindHours: timer.remindHours,
    suits: timer.suits,
  })),
})
