/**
 * Folds text for searching, as Lucene's ArabicNormalizer does: alef, yaa and taa marbuta in one form, no
 * vowel marks, no tatweel, Western digits, lower case. So that "سباكه" finds "سِباكة". Never shown.
 */
function foldForSearch(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u064b-\u065f\u0670\u0640]/g, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/[ىئ]/g, 'ي')
    .replace(/ؤ/g, 'و')
    .replace(/ة/g, 'ه')
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/\s+/g, ' ')
    .trim()
}

/** A pattern that finds a phrase where it stands; what a user typed is text to it, never an expression. */
export const patternFor = (phrase: string): RegExp =>
  new RegExp(foldForSearch(phrase).replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'))

/** What a job is found by. */
export const searchTextOf = ({ title, description }: { title: string; description: string }): string =>
  foldForSearch(`${title} ${description}`)
