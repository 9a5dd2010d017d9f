import type { BasisPoints, Piastres } from '#lib/platform/piastres.ts'

/**
 * The terms that apply to a contract for all its life: the version of the process and the settings with which it was
 * made. Later settings do not change them. They are in hours, days and shares, so that a person can read them.
 */
export interface Terms {
  /** The version of the process table. */
  readonly process: number
  /** The version of the settings. */
  readonly settings: number
  readonly feeRate: BasisPoints
  /** How long the client has to confirm or dispute, after the craftsman says that the work is completed. */
  readonly confirmHours: number
  /** How long a hire that has to be paid in advance waits for its payment. */
  readonly unpaidHours: number
  /** How many days after completion a dispute can be opened. */
  readonly disputeDays: number
  /** How many days after the confirmation the parties can review each other. */
  readonly reviewDays: number
  /** How many hours after a decision of staff either party can appeal. */
  readonly appealHours: number
  /** If nobody came: how many hours after the agreed time the client can cancel without a fee. */
  readonly noShowHours: number
  /** When an idle hire is cancelled: days after the agreed time, or after the hire if no time was agreed. */
  readonly hireLapseDays: number
  readonly hireLapseDaysUnagreed: number
  /** After how many days a visit that nobody ends becomes a dispute for staff. */
  readonly visitStallDays: number
  /** What the client pays if they cancel while the craftsman is on the way. */
  readonly visitFee: { readonly rate: BasisPoints; readonly most: Piastres }
  /** What is paid in advance for a CashProtected job. */
  readonly deposit: { readonly rate: BasisPoints; readonly least: Piastres }
}
