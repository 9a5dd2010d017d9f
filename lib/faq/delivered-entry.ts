import type { FaqAudience } from '#lib/model/faq-audience.ts'

/** An entry of the FAQ as it is delivered. Staff may change it, or take it away. */
export interface DeliveredEntry {
  /** Stable: apps link to it. */
  readonly id: string
  readonly for: FaqAudience
  readonly question: { readonly en: string; readonly ar: string }
  /** With placeholders for figures, as `{feeRate}`. */
  readonly answer: { readonly en: string; readonly ar: string }
  /** Where an answer leads to; `links.ts` has the addresses. */
  readonly links: readonly string[]
}
