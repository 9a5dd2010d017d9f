import { type Settings, type SettingsRecord, SettingsVersion } from '#lib/model/settings-version.model.ts'
import { MINUTE, realTime } from '#lib/platform/clock.ts'
import { asPiastres } from '#lib/platform/piastres.ts'

const DAY_IN_MINUTES = 24 * 60

export const DEFAULT_SETTINGS: Settings = {
  version: 0,
  feeRate: 1_000,
  confirmHours: 72,
  unpaidHours: 24,
  disputeDays: 7,
  reviewDays: 14,
  appealHours: 72,
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
  searchRadiusKm: 25,
  maxSearchRadiusKm: 100,
  clearingHours: 24,
  disputeHours: 72,
  disputeAnswerHours: 24,
  disputeEscalationHours: 48,
  feeDebt: { most: asPiastres(50_000), days: 14, warnAt: 7_000, remindDays: [1, 3, 7] },
  bankHolidays: {},
  payoutDays: 2,
  deletionDays: 7,
  waivableBelow: asPiastres(5_000),
  retention: { notifications: 365, events: 90, questions: 90, documents: 30 },
  staffSecondFactor: false,
  secondAdminFrom: null,
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
    nationalIdsPerDay: { most: 20, minutes: DAY_IN_MINUTES },
    questionsPerAddress: { most: 60, minutes: 1 },
  },
}

const CACHE_MS = MINUTE
let cached: { readonly settings: Settings; readonly until: number } | undefined

/** The current settings: the defaults, overridden by the newest version. They are read again after a minute. */
export async function currentSettings(): Promise<Settings> {
  const now = realTime().getTime()
  if (cached && now < cached.until) return cached.settings
  const settings = await newestSettings()
  cached = { settings, until: now + CACHE_MS }
  return settings
}

/** The settings as they are stored now, for decisions that a minute of the past may not take. */
export const newestSettings = async (): Promise<Settings> =>
  settingsOf(await SettingsVersion.findOne().sort({ version: -1 }).lean())

/** The settings as one version has them. */
export const settingsOf = (version: Pick<SettingsRecord, 'version' | 'values'> | null): Settings =>
  version ? override(DEFAULT_SETTINGS, version) : DEFAULT_SETTINGS

/** A version holds only what differs from the defaults, also within a group (limits, visitFee, deposit, feeDebt, retention). */
function override(
  defaults: Settings,
  { version, values }: Pick<SettingsRecord, 'version' | 'values'>,
): Settings {
  return {
    ...defaults,
    ...values,
    visitFee: { ...defaults.visitFee, ...values.visitFee },
    deposit: { ...defaults.deposit, ...values.deposit },
    feeDebt: { ...defaults.feeDebt, ...values.feeDebt },
    limits: { ...defaults.limits, ...values.limits },
    retention: { ...defaults.retention, ...values.retention },
    version,
  }
}

/** Clears the cache, after a change in this process and in tests. */
export const forgetSettings = (): void => {
  cached = undefined
}
