import type { Locale } from '#lib/platform/locale.ts'

/** Latin and all other scripts run from left to right, but for these. */
const LETTERS_OF_THE_OTHER: Readonly<Record<Locale, RegExp>> = {
  ar: /(?![\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}])\p{L}/u,
  en: /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u,
}
/** Running text may have marks of direction of its own: one left open would turn around what stands behind it. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g

/**
 * What a person wrote, for the middle of a sentence in one language. If it has letters that run the other way, it is
 * isolated (U+2068 to U+2069): brackets and figures at its end would otherwise jump to the other side.
 */
export function isolated(text: string, locale: Locale): string {
  const plain = text.replace(DIRECTIONS, '')
  return LETTERS_OF_THE_OTHER[locale].test(plain) ? `\u2068${plain}\u2069` : plain
}
