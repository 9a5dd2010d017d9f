import { money, sla, supply } from '#lib/analytics/business-figures.ts'
import type { Figure } from '#lib/analytics/figure.ts'
import { funnel, liquidity, overview, quality } from '#lib/analytics/job-figures.ts'

/**
 * The figures of the reports. Each sentence is the definition: it is also the text of the API's document. A figure counts
 * on the day in Cairo that its sentence names.
 */
export const REPORT_FIGURES = {
  overview,
  funnel,
  liquidity,
  quality,
  supply,
  money,
  sla,
} as const satisfies Record<string, Record<string, Figure>>
