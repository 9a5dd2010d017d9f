/** What fingers and keyboards do to Arabic: letters that are left out, doubled, swapped, or hit beside. */
const BESIDE: Readonly<Record<string, string>> = {
  ا: 'لت',
  ل: 'اب',
  ب: 'يل',
  ي: 'سب',
  ت: 'ان',
  ن: 'تم',
  م: 'نك',
  ع: 'هغ',
  ه: 'عخ',
  خ: 'هح',
  ح: 'خج',
  ف: 'قغ',
  ق: 'فث',
  س: 'شي',
  ش: 'س',
  e: 'wr',
  a: 'sq',
  o: 'ip',
  i: 'uo',
  t: 'ry',
  n: 'bm',
}

/** A text with `count` slips, each at a random place; the first letter of a word is left alone. */
export function withSlips(text: string, count: number, random: () => number): string {
  let letters = [...text]
  for (let slip = 0; slip < count; slip += 1) {
    const at = 1 + Math.floor(random() * Math.max(1, letters.length - 2))
    const letter = letters[at] ?? ''
    if (!/\p{L}/u.test(letter) || letters[at - 1] === ' ') continue
    letters = letters.toSpliced(at, 1, ...slipOf(letter, letters[at + 1] ?? '', random))
  }
  return letters.join('')
}

function slipOf(letter: string, next: string, random: () => number): readonly string[] {
  const kind = Math.floor(random() * 3)
  if (kind === 0) return []
  if (kind === 1) return [letter, letter]
  const beside = BESIDE[letter] ?? next
  return [beside[Math.floor(random() * beside.length)] ?? letter]
}
