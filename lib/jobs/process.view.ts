import * as z from 'zod'
import { MOVES } from '#lib/jobs/moves.ts'
import { ACTORS, JOB_STATUSES, PROCESS_VERSION, TIMERS, type Move, type Timer } from '#lib/jobs/process.ts'

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
        strike: z.enum(['craftsman', 'clientOfCash']).optional(),
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

/** The process table as JSON. */
export const showProcess = (): z.input<typeof processView> => ({
  version: PROCESS_VERSION,
  statuses: [...JOB_STATUSES],
  moves: MOVES.map((move: Move) => ({
    ...move,
    from: [...move.from],
    by: [...move.by],
    needs: [...move.needs],
    tells: [...move.tells],
  })),
  timers: TIMERS.map((timer: Timer) => ({ ...timer, in: [...timer.in] })),
})
