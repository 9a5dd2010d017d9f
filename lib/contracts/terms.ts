import type { Piastres, BasisPoints } from '#lib/money/piastres.ts'

/**
 * What a contract is judged by for all its life: the process and the settings that held when it was
 * made. Later settings do not touch it. Hours and shares, so that a person can read them.
 */
export interface Terms {
  /** The version of the process table. */
  readonly process: number
  /** The version of the settings. */
  readonly settings: number
  readonly feeRate: BasisPoints
  /** How long the client has to confirm or dispute what the craftsman calls completed. */
  readonly confirmHours: number
  /** How long a hire that has to be paid ahead waits for its payment. */
  readonly unpaidHours: number
  /** How long after completion a dispute can be opened. */
  readonly disputeDays: number
  /** When nobody came: how long after the agreed time the client may leave for nothing. */
  readonly noShowHours: number
  /** When a hire that nobody moves is cancelled: after the agreed time, and after the hire without one. */
  readonly hireLapseDays: number
  readonly hireLapseDaysUnagreed: number
  /** When a visit that nobody ends goes to staff. */
  readonly visitStallDays: number
  /** What a client pays who cancels while the craftsman is on the way. */
  readonly visitFee: { readonly rate: BasisPoints; readonly most: Piastres }
  /** What is paid ahead of a CashProtected job. */
  readonly deposit: { readonly rate: BasisPoints; readonly least: Piastres }
}
