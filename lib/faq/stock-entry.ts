/** Who asks: anybody, or one of the two roles. */
export type FaqAudience = 'anyone' | 'client' | 'craftsman'

/** Where an answer leads to; `links.ts` has the addresses. */
export type FaqLink = string

/** An entry of the FAQ as it is delivered. Staff may change it, or take it away. */
export interface StockEntry {
  /** Stable: apps link to it. */
  readonly id: string
  readonly for: FaqAudience
  readonly question: { readonly en: string; readonly ar: string }
  /** With placeholders for figures, as `{feeRate}`. */
  readonly answer: { readonly en: string; readonly ar: string }
  readonly links: readonly FaqLink[]
}
