import { stripInvisible, toWesternDigits } from '#lib/platform/invisible-characters.ts'

/**
 * Folds text for searching, as Lucene's ArabicNormalizer does: alef, yaa and taa marbuta in one form, no vowel
 * marks, no tatweel, no invisible characters, Western digits, lower case. So "سباكه" finds "سِباكة". The folded text is never shown.
 */
export function foldForSearch(text: string): string {
  return toWesternDigits(stripInvisible(text))
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u064b-\u065f\u0670\u0640]/g, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/[ىئ]/g, 'ي')
    .replace(/ؤ/g, 'و')
    .replace(/ة/g, 'ه')
    .replace(/\s+/g, ' ')
    .trim()
}
