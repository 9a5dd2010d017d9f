import type { Locale } from '#lib/platform/locale.ts'

const LETTERS_OF_THE_OTHER: Readonly<Record<Locale, RegExp>> = {
  ar: /[\p{Script=Latin}]/u,
  en: /[\p{Script=Arabic}\p{Script=Hebrew}]/u,
}

/**
 * What a person wrote, for the middle of a sentence in one language. If it has letters that run the other way, it is
 * isolated (U+2068 to U+2069): brackets and figures at its end would otherwise jump to the other side.
 */
export const isolated = (text: string, locale: Locale): string =>
  LETTERS_OF_THE_OTHER[locale].test(text) ? `\u2068${text}\u2069` : text
