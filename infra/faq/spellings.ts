const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/[أإآ]/g, 'ا'],
  [/ة(?![\u0621-\u064a])/g, 'ه'],
  [/ى(?![\u0621-\u064a])/g, 'ي'],
  [/ي(?![\u0621-\u064a])/g, 'ى'],
  [/ه(?![\u0621-\u064a])/g, 'ة'],
  [/(?<![\u0621-\u064a])ا(?=[\u0621-\u064a])/g, 'أ'],
  [/ئ/g, 'ي'],
  [/ؤ/g, 'و'],
  [/[ًٌٍَُِّْ]/g, ''],
  [/[؟?!.,،]/g, ''],
  [/$/, ' ؟؟؟'],
  [/ /g, '  '],
  [/'/g, ''],
  [/'/g, '’'],
]

/**
 * Other spellings of a question, which mean the same: forms of alef, yaa and taa marbuta, vowel marks, tatweel, digits,
 * capital letters, punctuation, letters repeated for emphasis. Each mixes a few of these.
 */
export function spellingsOf(text: string, count: number, random: () => number): readonly string[] {
  return Array.from({ length: count }, () => {
    const some = PLAIN.filter(() => random() < 0.4)
    const spelled = some.reduce((so, [pattern, by]) => so.replace(pattern, by), text)
    const marks =
      random() < 0.3
        ? spelled.replace(/([\u0628-\u064a])(?=[\u0621-\u064a])/g, (letter) => letter + mark(random))
        : spelled
    const long = random() < 0.2 ? marks.replace(/([\u0627\u0648\u064aaeo])(?=\s|$)/, '$1$1$1$1') : marks
    return random() < 0.3 ? long.toUpperCase() : long
  })
}

const mark = (random: () => number): string =>
  ['', '', '\u064e', '\u064f', '\u0650', '\u0651', '\u0640'][Math.floor(random() * 7)] ?? ''
