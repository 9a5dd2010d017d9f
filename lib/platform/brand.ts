import type { Locale } from '#lib/platform/locale.ts'

/** The name of the marketplace, as it is written in each language. */
export const BRAND: Readonly<Record<Locale, string>> = { en: 'Craftworks', ar: 'كرافت ووركس' }
