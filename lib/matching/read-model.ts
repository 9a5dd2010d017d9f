import type { WorkingHours } from '#lib/model/working-hours.ts'

/** What the ranking knows of jobs and craftsmen. Metres, piastres, ms since 1970, `[lng, lat]`, minutes of Cairo's day. */
export type Place = readonly [number, number]

/** A trade, and the trades whose craftsmen may do its jobs too. */
export interface Trade {
  name: string
  related: ReadonlyMap<string, number>
}

export interface JobFacts {
  postedAt: number
  category: string
  client: string
  text: string
  location: Place
  budget: number | null
  preferredAt: number | null
  paymentType: string
}

export interface CraftsmanFacts {
  id: string
  createdAt: number
  /** Names of trades. */
  trades: readonly string[]
  location: Place
  serviceRadiusM: number
  verifiedAt: number | null
  isVerified: boolean
  isBanned: boolean
  pausedUntil: number | null
  /** Their usual price over the trade's; null: not known. */
  priceLevel: number | null
  /** null: hours are not known. */
  weekly: readonly WorkingHours[] | null
  /** How many jobs they take on at once. */
  capacity: number
}

/** What a craftsman and the client of a job have done together. */
export interface Acquaintance {
  good: number
  bad: number
}
