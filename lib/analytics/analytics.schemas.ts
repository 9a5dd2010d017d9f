import * as z from 'zod'
import { daysBetween } from '#lib/analytics/calendar.ts'
import { REPORT_FIGURES } from '#lib/analytics/figures.ts'
import { instantView, orElse } from '#lib/platform/api-schemas.ts'
import { GOVERNORATE_CODES } from '#lib/platform/governorates.ts'
import { line } from '#lib/platform/text.ts'

export const REPORTS = [
  'overview',
  'funnel',
  'liquidity',
  'quality',
  'cohorts',
  'supply',
  'money',
  'sla',
] as const
export type Report = (typeof REPORTS)[number]
export type FigureReport = keyof typeof REPORT_FIGURES

const GROUPS = ['day', 'week', 'month', 'category', 'governorate'] as const
export type GroupBy = (typeof GROUPS)[number]

const MAX_DAYS = 400

export const analyticsParams = z.object({ report: z.enum(REPORTS) })

/** A day that the calendar has, from 2000 to 2099. */
const DAY =
  /^20(?:(?:[02468][048]|[13579][26])-02-29|\d{2}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8])))$/
const day = z.string().regex(DAY, 'Must be a day of the calendar like 2026-11-26, from 2000 to 2099')

export const analyticsQuery = z
  .object({
    from: day.optional(),
    to: day.optional(),
    groupBy: orElse(z.enum(GROUPS), 'day'),
    category: line(100).optional(),
    governorate: z.enum(GOVERNORATE_CODES).optional(),
    compare: z.enum(['previous', 'year']).optional(),
  })
  .superRefine(({ from, to }, context) => {
    if (!from || !to) return
    const days = daysBetween(from, to)
    if (days < 1) context.addIssue({ code: 'custom', path: ['to'], message: 'Must be later than from' })
    if (days > MAX_DAYS)
      context.addIssue({ code: 'custom', path: ['to'], message: 'Must be at most 400 days after from' })
  })

export type AnalyticsQuery = z.output<typeof analyticsQuery>

/** What both sides of a comparison have. */
interface Parts {
  readonly totals: z.ZodType
  readonly rows: z.ZodType
}

const reportOf = <R extends Report>(report: R, { totals, rows }: Parts) =>
  z
    .strictObject({
      report: z.literal(report),
      from: z.string(),
      to: z.string(),
      /** Changes up to this instant are counted. */
      asOf: instantView,
      groupBy: z.enum(GROUPS),
      totals,
      rows,
      compare: z.strictObject({ from: z.string(), to: z.string(), totals, rows }).optional(),
    })
    .meta({ id: `Analytics${report[0]?.toUpperCase() ?? ''}${report.slice(1)}` })

/** The figures of a report with their definitions. A figure is null where there is nothing to divide by or to rank. */
function figuresOf(report: FigureReport): Parts {
  const figures = Object.entries(REPORT_FIGURES[report]).map(([name, { means }]) => [
    name,
    z.number().nullable().describe(means),
  ])
  const shape = Object.fromEntries(figures) as Record<string, z.ZodNullable<z.ZodNumber>>
  const key = z
    .string()
    .nullable()
    .describe('The day, the Sunday on which the week begins, the month, the category or the governorate')
  return { totals: z.strictObject(shape), rows: z.array(z.strictObject({ key, ...shape })) }
}

/** Each figure of a cohort in a later month. */
const COHORT_FIGURES = {
  clients: 'Clients of the cohort (first completed job in month `key`) with a completed job in `month`.',
  clientRetention: 'These clients over all clients of the cohort.',
  jobs: 'Their completed jobs in `month`.',
  gmv: 'The prices of these jobs, in piastres.',
  gmvRetention: 'These prices over those of the cohort’s first month.',
  craftsmen: 'Craftsmen of the cohort (first completed job in month `key`) with a completed job in `month`.',
  craftsmanRetention: 'These craftsmen over all craftsmen of the cohort.',
} as const

const cohortFigures = Object.fromEntries(
  Object.entries(COHORT_FIGURES).map(([name, means]) => [name, z.number().nullable().describe(means)]),
) as Record<keyof typeof COHORT_FIGURES, z.ZodNullable<z.ZodNumber>>

const cohorts: Parts = {
  totals: z.strictObject({
    clients: z.number().nullable().describe('Clients whose first completed job was in one of these months.'),
    craftsmen: z
      .number()
      .nullable()
      .describe('Craftsmen whose first completed job was in one of these months.'),
  }),
  rows: z.array(
    z.strictObject({
      key: z.string().describe('The month of the first completed job: the cohort'),
      month: z.string().describe('A month since then, the first one included'),
      age: z.int().describe('How many months after the first one'),
      ...cohortFigures,
    }),
  ),
}

export const analyticsView = z.discriminatedUnion('report', [
  reportOf('overview', figuresOf('overview')),
  reportOf('funnel', figuresOf('funnel')),
  reportOf('liquidity', figuresOf('liquidity')),
  reportOf('quality', figuresOf('quality')),
  reportOf('cohorts', cohorts),
  reportOf('supply', figuresOf('supply')),
  reportOf('money', figuresOf('money')),
  reportOf('sla', figuresOf('sla')),
])
