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
  /** Within which radius jobs are searched near a place if nobody names one, and the largest that may be named. */
  readonly searchRadiusKm: number
  readonly maxSearchRadiusKm: number
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
  /** Within how many hours staff promise to decide a dispute, and to decide it again after an appeal. */
  readonly disputeHours: number
  /** Within how many hours the other party should answer a dispute. */
  readonly disputeAnswerHours: number
  /** After how many hours admins are told that nobody has decided a dispute. */
  readonly disputeEscalationHours: number
  /** Exceptions to the table of holidays: days on which the banks are closed (`true`) or open (`false`). */
  readonly bankHolidays: Readonly<Record<string, boolean>>
  /** Within how many business days a payout is due. */
  readonly payoutDays: number
  /** How many days somebody has to take back the request that their account be erased. */
  readonly deletionDays: number
  /** Earnings below this may be given up with the account, as too little to withdraw. */
  readonly waivableBelow: Piastres
  /** For how long things are kept that nothing needs any more. */
  readonly retention: Retention
  /** Whether staff have to give a second factor when they log in. */
  readonly staffSecondFactor: boolean
  /** From which amount on a second admin has to approve what one admin does; null: never. */
  readonly secondAdminFrom: Piastres | null
  /** How often an action may happen (lib/limits): at most so many times in so many minutes. */
  readonly limits: Readonly<Record<LimitName, Allowance>>
}

/** In days each, after which a schedule deletes. */
export interface Retention {
  /** Notifications that were read or not, and events that were sent. */
  readonly notifications: number
  readonly events: number
  /** Questions to the FAQ. */
  readonly questions: number
  /** Documents of a verification that was rejected or has run out. */
  readonly documents: number
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
  | 'nationalIdsPerDay'
  | 'questionsPerAddress'

type Grouped = 'visitFee' | 'deposit' | 'feeDebt' | 'limits' | 'retention'

export type StoredSettings = Partial<Omit<Settings, Grouped | 'version'>> & {
  readonly [G in Grouped]?: Partial<Settings[G]>
}

export interface SettingsRecord {
  _id: Types.ObjectId
  version: number
  /** Only the values that differ from the defaults. */
  values: StoredSettings
  /** The admin who made it; null if it was not made through the API. */
  by?: Types.ObjectId | null
  at: Date
}

const schema = new Schema<SettingsRecord>(
  {
    version: { type: Number, required: true },
    values: { type: Schema.Types.Mixed, required: true },
    by: { type: Schema.Types.ObjectId, ref: 'User', default: null },
    at: { type: Date, required: true },
  },
  { collection: 'settings', versionKey: false, minimize: false },
)
schema.index({ version: -1 }, { unique: true })

export const SettingsVersion = mongoose.model('SettingsVersion', schema)
