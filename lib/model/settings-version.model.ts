import mongoose, { Schema, type Types } from 'mongoose'
import type { Terms } from '#lib/model/terms.ts'
import type { BasisPoints, Piastres } from '#lib/platform/piastres.ts'

/**
 * Rates, windows and limits that staff can change. Each change is a new version; a contract keeps the version it was
 * made with.
 */
export interface Settings extends Omit<Terms, 'process' | 'settings'> {
  /** 0: the defaults in the code. Stored versions count up from 1. */
  readonly version: number
  /** After how many days without activity an open job lapses, and for how many days a quote is valid. */
  readonly openJobDays: number
  readonly quoteDays: number
  /** Whether a craftsman has to be verified before they may quote. */
  readonly requireVerification: boolean
  readonly openInvitationsPerJob: number
  /** How long released earnings stay in the wallet before they can be withdrawn. */
  readonly clearingHours: number
  /**
   * When a craftsman who owes fees gets no new Cash jobs (`most`, `days`), is warned (a share of `most`), is
   * reminded.
   */
  readonly feeDebt: {
    readonly most: Piastres
    readonly days: number
    readonly warnAt: BasisPoints
    readonly remindDays: readonly number[]
  }
  /** Within how many hours staff promise to decide a dispute. */
  readonly disputeHours: number
  /** Exceptions to the table of holidays: days on which the banks are closed (`true`) or open (`false`). */
  readonly bankHolidays: Readonly<Record<string, boolean>>
  /** Within how many business days a payout is due. */
  readonly payoutDays: number
  /** How often an action may happen (lib/limits): at most so many times in so many minutes. */
  readonly limits: Readonly<Record<LimitName, Allowance>>
}

export interface Allowance {
  readonly most: number
  readonly minutes: number
}

export type LimitName =
  | 'failedLogins'
  | 'resetMails'
  | 'passwordChanges'
  | 'jobsPerDay'
  | 'messagesPerMinute'
  | 'quotesPerDay'
  | 'registrationsPerAddress'
  | 'contactMailsPerAddress'
  | 'loginsPerAddress'
  | 'questionsPerAddress'

type Grouped = 'visitFee' | 'deposit' | 'feeDebt' | 'limits'

type StoredSettings = Partial<Omit<Settings, Grouped | 'version'>> & {
  readonly [G in Grouped]?: Partial<Settings[G]>
}

export interface SettingsRecord {
  _id: Types.ObjectId
  version: number
  /** Only the values that differ from the defaults. */
  values: StoredSettings
  at: Date
}

const schema = new Schema<SettingsRecord>(
  {
    version: { type: Number, required: true },
    values: { type: Schema.Types.Mixed, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'settings', versionKey: false },
)
schema.index({ version: -1 }, { unique: true })

export const SettingsVersion = mongoose.model('SettingsVersion', schema)
