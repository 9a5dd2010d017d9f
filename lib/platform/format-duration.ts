import type { Locale } from '#lib/platform/locale.ts'

export type DurationUnit = 'hour' | 'day'

const NUMBERS = { en: new Intl.NumberFormat('en-EG'), ar: new Intl.NumberFormat('ar-EG') } as const
const PLURALS = { en: new Intl.PluralRules('en'), ar: new Intl.PluralRules('ar') } as const

/** Arabic has a form for one and for two that needs no number, and three more for larger numbers. */
const ARABIC: Readonly<Record<DurationUnit, Readonly<Record<Intl.LDMLPluralRule, string>>>> = {
  hour: { zero: 'ساعة', one: 'ساعة واحدة', two: 'ساعتين', few: 'ساعات', many: 'ساعة', other: 'ساعة' },
  day: { zero: 'يوم', one: 'يوم واحد', two: 'يومين', few: 'أيام', many: 'يومًا', other: 'يوم' },
}

/** A duration as people read it: 14 days, ١٤ يومًا. The Arabic forms are those that follow a preposition. */
export function formatDuration(count: number, unit: DurationUnit, locale: Locale): string {
  const number = NUMBERS[locale].format(count)
  const plural = PLURALS[locale].select(count)
  if (locale === 'en') return `${number} ${unit}${plural === 'one' ? '' : 's'}`
  const noun = ARABIC[unit][plural]
  return plural === 'one' || plural === 'two' ? noun : `${number} ${noun}`
}
