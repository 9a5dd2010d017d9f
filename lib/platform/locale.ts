import { AsyncLocalStorage } from 'node:async_hooks'

export type Locale = 'ar' | 'en'

/** A sentence in both languages. */
export type Bilingual = Readonly<Record<Locale, string>>

const locales = new AsyncLocalStorage<Locale>()

/** Runs the work of a request in its language. */
export const withLocale = <T>(locale: Locale, work: () => T): T => locales.run(locale, work)

/** The language of the request that is being answered; English outside of one. */
export const currentLocale = (): Locale => locales.getStore() ?? 'en'

/** The language that an `Accept-Language` header prefers, of the two that we have; null if it names neither. */
export function localeFromHeader(acceptLanguage: string | undefined): Locale | null {
  const [preferred] = (acceptLanguage ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', ...options] = entry.trim().toLowerCase().split(';')
      const quality = options.map((option) => option.trim()).find((option) => option.startsWith('q='))
      return { language: tag.split('-')[0], quality: quality ? Number(quality.slice(2)) || 0 : 1 }
    })
    .filter(({ language, quality }) => (language === 'ar' || language === 'en') && quality > 0)
    .sort((a, b) => b.quality - a.quality)
  return (preferred?.language as Locale | undefined) ?? null
}
