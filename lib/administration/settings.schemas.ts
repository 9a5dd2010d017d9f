import * as z from 'zod'
import { personView } from '#lib/embedded/person.schemas.ts'
import type { LimitName, Settings } from '#lib/model/settings-version.model.ts'
import { instantView } from '#lib/platform/api-schemas.ts'
import { MAX_AMOUNT } from '#lib/platform/piastres.ts'

const hours = z.int().min(1).max(720)
const days = z.int().min(1).max(90)
/** A share of an amount in basis points: 1,000 is 10 %. */
const share = z.int().min(0).max(10_000)
/** In piastres. */
const amount = z.int().min(0).max(MAX_AMOUNT)
const price = z.int().min(1).max(MAX_AMOUNT)
const flag = z.boolean()
const calendarDay = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
const allowance = z.strictObject({
  most: z.int().min(1).max(1_000_000),
  minutes: z.int().min(1).max(44_640),
})

const limits = {
  failedLogins: allowance,
  resetMails: allowance,
  passwordChanges: allowance,
  messagesPerMinute: allowance,
  jobsPerDay: allowance,
  quotesPerDay: allowance,
  registrationsPerAddress: allowance,
  contactMailsPerAddress: allowance,
  loginsPerAddress: allowance,
  nationalIdsPerDay: allowance,
  questionsPerAddress: allowance,
} as const satisfies Record<LimitName, typeof allowance>

/** Everything that can be set, with its bounds. A setting that is missing here does not compile. */
const settings = {
  feeRate: z.int().min(0).max(5_000),
  confirmHours: hours,
  unpaidHours: hours,
  disputeDays: days,
  reviewDays: days,
  appealHours: hours,
  noShowHours: hours,
  hireLapseDays: days,
  hireLapseDaysUnagreed: days,
  visitStallDays: days,
  visitFee: z.strictObject({ rate: share, most: amount }),
  deposit: z.strictObject({ rate: share, least: price }),
  openJobDays: days,
  quoteDays: days,
  requireVerification: flag,
  openInvitationsPerJob: z.int().min(1).max(1_000),
  searchRadiusKm: z.int().min(1).max(500),
  maxSearchRadiusKm: z.int().min(1).max(500),
  clearingHours: z.int().min(0).max(720),
  disputeHours: hours,
  disputeAnswerHours: hours,
  disputeEscalationHours: hours,
  feeDebt: z.strictObject({
    most: amount,
    days,
    warnAt: share,
    remindDays: z.array(days).max(20),
  }),
  bankHolidays: z.record(calendarDay, flag),
  payoutDays: z.int().min(1).max(30),
  deletionDays: z.int().min(1).max(30),
  waivableBelow: amount,
  retention: z.strictObject({
    notifications: z.int().min(30).max(1_825),
    events: z.int().min(7).max(1_825),
    questions: z.int().min(1).max(365),
    documents: z.int().min(1).max(365),
  }),
  staffSecondFactor: flag,
  secondAdminFrom: price.nullable(),
  limits: z.strictObject(limits),
} as const satisfies Record<Exclude<keyof Settings, 'version'>, z.ZodType>

const eachOptional = <S extends z.ZodRawShape>(shape: S) => z.strictObject(shape).partial()

/** What an admin changes: what is left out stays, also within a group. */
export const settingsChange = eachOptional({
  ...settings,
  visitFee: settings.visitFee.partial(),
  deposit: settings.deposit.partial(),
  feeDebt: settings.feeDebt.partial(),
  retention: settings.retention.partial(),
  limits: eachOptional(
    Object.fromEntries(Object.keys(limits).map((name) => [name, allowance.partial()])) as Record<
      LimitName,
      ReturnType<typeof allowance.partial>
    >,
  ),
  /** The version that the admin saw: another one is refused. */
  version: z.int().min(0).max(1_000_000),
})

export type SettingsChange = z.output<typeof settingsChange>

export const settingsView = z
  .strictObject({
    version: z.int(),
    ...settings,
    changedBy: personView.nullable(),
    changedAt: instantView.nullable(),
  })
  .meta({ id: 'Settings' })
