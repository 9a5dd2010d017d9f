import { type FigureName, isFigureName, PLACEHOLDER } from '#lib/faq/figure-names.ts'
import type { Settings } from '#lib/model/settings-version.model.ts'
import { formatAmount } from '#lib/notifications/format-amount.ts'
import { formatDuration } from '#lib/platform/format-duration.ts'
import { inArabic } from '#lib/platform/in-arabic.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/** Windows that answers name and that are not among the settings. */
const FIXED = {
  deletionDays: 7,
  resetMinutes: 60,
} as const

type Form = Readonly<Record<'one' | 'two' | 'few' | 'many', string>>

/** Counted things in Egyptian Arabic: one and two need no number. */
const COUNTED = {
  minute: { one: 'دقيقة', two: 'دقيقتين', few: 'دقايق', many: 'دقيقة' },
  workday: { one: 'يوم عمل', two: 'يومين عمل', few: 'أيام عمل', many: 'يوم عمل' },
  try: { one: 'محاولة', two: 'محاولتين', few: 'محاولات', many: 'محاولة' },
  quote: { one: 'عرض', two: 'عرضين', few: 'عروض', many: 'عرض' },
  invitation: { one: 'دعوة', two: 'دعوتين', few: 'دعوات', many: 'دعوة' },
} as const satisfies Record<string, Form>

const ENGLISH: Readonly<Record<keyof typeof COUNTED, string>> = {
  minute: 'minute',
  workday: 'business day',
  try: 'wrong try',
  quote: 'quote',
  invitation: 'invitation',
}

function counted(count: number, thing: keyof typeof COUNTED, locale: Locale): string {
  if (locale === 'en') {
    const noun = ENGLISH[thing]
    return `${count} ${count === 1 ? noun : noun.replace(/y$/, noun === 'business day' ? 'y' : 'ie')}${count === 1 ? '' : 's'}`
  }
  const rule = new Intl.PluralRules('ar').select(count)
  const forms = COUNTED[thing]
  if (rule === 'one' || rule === 'two') return forms[rule]
  return `${inArabic(count, { most: 3 })} ${rule === 'few' ? forms.few : forms.many}`
}

/** Hours and days as Egyptians say them: `١٤ يوم`, without the ending of standard Arabic. */
const duration = (count: number, unit: 'hour' | 'day', locale: Locale): string =>
  formatDuration(count, unit, locale).replace('يومًا', 'يوم')

const minutes = (count: number, locale: Locale): string =>
  count % 60 === 0 ? duration(count / 60, 'hour', locale) : counted(count, 'minute', locale)

const percent = (basisPoints: number, locale: Locale): string =>
  new Intl.NumberFormat(locale === 'ar' ? 'ar-EG' : 'en-EG', {
    style: 'percent',
    maximumFractionDigits: 2,
  }).format(basisPoints / 10_000)

/** The figures that answers may name as `{feeRate}`, each from the settings, in the reader's language. */
const FIGURES = {
  feeRate: ({ feeRate }, locale) => percent(feeRate, locale),
  confirmHours: ({ confirmHours }, locale) => duration(confirmHours, 'hour', locale),
  unpaidHours: ({ unpaidHours }, locale) => duration(unpaidHours, 'hour', locale),
  disputeDays: ({ disputeDays }, locale) => duration(disputeDays, 'day', locale),
  disputeHours: ({ disputeHours }, locale) => duration(disputeHours, 'hour', locale),
  noShowHours: ({ noShowHours }, locale) => duration(noShowHours, 'hour', locale),
  openJobDays: ({ openJobDays }, locale) => duration(openJobDays, 'day', locale),
  quoteDays: ({ quoteDays }, locale) => duration(quoteDays, 'day', locale),
  clearingHours: ({ clearingHours }, locale) => duration(clearingHours, 'hour', locale),
  payoutDays: ({ payoutDays }, locale) => counted(payoutDays, 'workday', locale),
  visitFeeRate: ({ visitFee }, locale) => percent(visitFee.rate, locale),
  visitFeeMost: ({ visitFee }, locale) => formatAmount(visitFee.most, locale),
  depositRate: ({ deposit }, locale) => percent(deposit.rate, locale),
  depositLeast: ({ deposit }, locale) => formatAmount(deposit.least, locale),
  feeDebtMost: ({ feeDebt }, locale) => formatAmount(feeDebt.most, locale),
  feeDebtDays: ({ feeDebt }, locale) => duration(feeDebt.days, 'day', locale),
  openInvitationsPerJob: (settings, locale) => counted(settings.openInvitationsPerJob, 'invitation', locale),
  quotesPerDay: ({ limits }, locale) => counted(limits.quotesPerDay.most, 'quote', locale),
  failedLogins: ({ limits }, locale) => counted(limits.failedLogins.most, 'try', locale),
  failedLoginsWait: ({ limits }, locale) => minutes(limits.failedLogins.minutes, locale),
  reviewDays: ({ reviewDays }, locale) => duration(reviewDays, 'day', locale),
  appealHours: ({ appealHours }, locale) => duration(appealHours, 'hour', locale),
  disputeAnswerHours: ({ disputeAnswerHours }, locale) => duration(disputeAnswerHours, 'hour', locale),
  deletionDays: (_, locale) => duration(FIXED.deletionDays, 'day', locale),
  resetMinutes: (_, locale) => minutes(FIXED.resetMinutes, locale),
} as const satisfies Record<FigureName, (settings: Settings, locale: Locale) => string>

/** Puts the figures of the current settings into texts of one language. */
export async function figureFiller(locale: Locale): Promise<(text: string) => string> {
  const settings = await currentSettings()
  return (text) =>
    text.replace(PLACEHOLDER, (whole, name: string) =>
      isFigureName(name) ? FIGURES[name](settings, locale) : whole,
    )
}
