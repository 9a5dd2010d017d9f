import type { Locale } from '#lib/platform/locale.ts'

const formatsWith = (minimumFractionDigits: number) =>
  ({
    en: new Intl.NumberFormat('en-EG', { style: 'currency', currency: 'EGP', minimumFractionDigits }),
    ar: new Intl.NumberFormat('ar-EG', { style: 'currency', currency: 'EGP', minimumFractionDigits }),
  }) as const

const whole = /* @__PURE__ */ formatsWith(0)
const withPiastres = /* @__PURE__ */ formatsWith(2)

/** An amount in piastres, formatted for people: EGP 1,800, EGP 580.50, or ‏١٬٨٠٠ ج.م. */
export const formatAmount = (piastres: number, locale: Locale): string =>
  (piastres % 100 === 0 ? whole : withPiastres)[locale].format(piastres / 100)
