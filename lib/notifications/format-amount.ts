import type { Locale } from '#lib/platform/locale.ts'

const formats = {
  en: new Intl.NumberFormat('en-EG', { style: 'currency', currency: 'EGP', minimumFractionDigits: 0 }),
  ar: new Intl.NumberFormat('ar-EG', { style: 'currency', currency: 'EGP', minimumFractionDigits: 0 }),
} as const

/** An amount in piastres, formatted for people: EGP 1,800, or ‏١٬٨٠٠ ج.م. */
export const formatAmount = (piastres: number, locale: Locale): string =>
  formats[locale].format(piastres / 100)
