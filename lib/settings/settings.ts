import mongoose, { Schema, type Types } from 'mongoose'
import type { Terms } from '#lib/contracts/terms.ts'
import { asPiastres, type BasisPoints, type Piastres } from '#lib/money/piastres.ts'
import { MINUTE, realTime } from '#lib/platform/clock.ts'

/** Rates, windows and limits that staff may change; each change is a new version, and contracts keep theirs. */
export interface Settings extends Omit<Terms, 'process' | 'settings'> {
  /** 0 is what the code holds; a stored version counts up from 1. */
  readonly version: number
  /** How long an open job lies still before it lapses, and how long a quote holds. */
  readonly openJobDays: number
  readonly quoteDays: number
  /** Whether a craftsman has to be verified before he may quote. */
  readonly requireVerification: boolean
  readonly openInvitationsPerJob: number
  /** How long released earnings stay in the wallet before they can be withdrawn. */
  readonly clearingHours: number
  /** When a craftsman who owes fees gets no new Cash jobs, is warned before (a share of `most`), is reminded. */
  readonly feeDebt: {
    readonly most: Piastres
    readonly days: number
    readonly warnAt: BasisPoints
    readonly remindDays: readonly number[]
  }
  /** Within how many hours staff has promised to decide a dispute. */
  readonly disputeHours: number
  /** Days on which the banks are closed (`true`) or, against the table of holidays, open (`false`). */
  readonly bankHolidays: Readonly<Record<string, boolean>>
  /** Within how many business days a payout is promised. */
  readonly payoutDays: number
  /** How often something may happen (lib/limits): how many in how many minutes. */
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

const DAY_IN_MINUTES = 24 * 60

export const DEFAULT_SETTINGS: Settings = {
  version: 0,
  feeRate: 1_000,
  confirmHours: 72,
  unpaidHours: 24,
  disputeDays: 7,
  noShowHours: 24,
  hireLapseDays: 7,
  hireLapseDaysUnagreed: 14,
  visitStallDays: 7,
  visitFee: { rate: 1_500, most: asPiastres(10_000) },
  deposit: { rate: 2_000, least: asPiastres(10_000) },
  openJobDays: 14,
  quoteDays: 14,
  requireVerification: false,
  openInvitationsPerJob: 20,
  clearingHours: 24,
  disputeHours: 72,
  feeDebt: { most: asPiastres(50_000), days: 14, warnAt: 7_000, remindDays: [1, 3, 7] },
  bankHolidays: {},
  payoutDays: 2,
  limits: {
    failedLogins: { most: 10, minutes: 15 },
    resetMails: { most: 5, minutes: 60 },
    passwordChanges: { most: 10, minutes: 15 },
    messagesPerMinute: { most: 60, minutes: 1 },
    jobsPerDay: { most: 100, minutes: DAY_IN_MINUTES },
    quotesPerDay: { most: 100, minutes: DAY_IN_MINUTES },
    registrationsPerAddress: { most: 20, minutes: 60 },
    contactMailsPerAddress: { most: 10, minutes: 60 },
    loginsPerAddress: { most: 100, minutes: 15 },
  },
}

type Grouped = 'visitFee' | 'deposit' | 'feeDebt' | 'limits'

type StoredSettings = Partial<Omit<Settings, Grouped | 'version'>> & {
  readonly [G in Grouped]?: Partial<Settings[G]>
}

interface SettingsRecord {
  _id: Types.ObjectId
  version: number
  /** What differs from the defaults. */
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

const FRESH_FOR = MINUTE
let known: { readonly settings: Settings; readonly until: number } | undefined

/** The settings of today: the newest version over the defaults, read again after a minute. */
export async function currentSettings(): Promise<Settings> {
  const now = realTime().getTime()
  if (known && now < known.until) return known.settings
  const newest = await SettingsVersion.findOne().sort({ version: -1 }).lean()
  const settings = newest ? over(DEFAULT_SETTINGS, newest) : DEFAULT_SETTINGS
  known = { settings, until: now + FRESH_FOR }
  return settings
}

/** A version says what differs; within a group (limits, visitFee, deposit, feeDebt) too. */
function over(defaults: Settings, { version, values }: Pick<SettingsRecord, 'version' | 'values'>): Settings {
  return {
    ...defaults,
    ...values,
    visitFee: { ...defaults.visitFee, ...values.visitFee },
    deposit: { ...defaults.deposit, ...values.deposit },
    feeDebt: { ...defaults.feeDebt, ...values.feeDebt },
    limits: { ...defaults.limits, ...values.limits },
    version,
  }
}

/** Forgets what was read: after a change in this process, and in tests. */
export const forgetSettings = (): void => {
  known = undefined
}
