/** A word for a number: what it is worth, or how it changes its neighbour. */
export interface NumberWord {
  readonly kind: 'value' | 'hundred' | 'large' | 'repeat' | 'plural' | 'dual' | 'teenEnding'
  readonly value: number
}

type Row = readonly [value: number, words: string]

/** English, and standard and Egyptian Arabic in their folded spelling: ة is ه, ث and ط are ت, no hamza. */
const VALUES: readonly Row[] = [
  [0, 'zero oh nil nought naught صفر زيرو زيروا زورو سفر'],
  [1, 'وان ون one واحد وحده واحده واحدا'],
  [2, 'تو two اتنين اتنان اتنيين اتنتين تنين اتنتان اتن'],
  [3, 'تري three تلاته تلات تلت تلاتا تلته تلاتي'],
  [4, 'فور four اربعه اربع اربعا ربعه'],
  [5, 'فايف five خمسه خمس خمسا'],
  [6, 'سيكس سكس six سته ست ستا'],
  [7, 'سفن سيفن سيفين seven سبعه سبع سبعا'],
  [8, 'ايت eight تمانيه تمان تمن تمانيا تماني تمنيه تمنيا تمانه'],
  [9, 'ناين نين nine niner تسعه تسع تسعا'],
  [10, 'ten عشره عشرا'],
  [11, 'eleven حداشر احداشر حضاشر حداعشر احدعشر'],
  [12, 'twelve تولف تويلف اتناشر اتنعشر اتناعشر تناشر اتنشر'],
  [13, 'thirteen تلتاشر تلاتاشر تلتتاشر تلاتعشر تلتعشر تلتهاشر'],
  [14, 'fourteen اربعتاشر ربعتاشر اربعتعشر'],
  [15, 'fifteen خمستاشر خمسهاشر خمستعشر'],
  [16, 'sixteen ستاشر ستعشر ستتاشر'],
  [17, 'seventeen سبعتاشر سبعتعشر'],
  [18, 'eighteen تمنتاشر تمانتاشر تمانتعشر'],
  [19, 'nineteen تسعتاشر تسعتعشر'],
  [20, 'twenty توينتي توانتي عشرين عشرون'],
  [30, 'thirty تيرتي سيرتي تلاتين تلاتون تلتين'],
  [40, 'forty fourty فورتي اربعين اربعون'],
  [50, 'fifty فيفتي خمسين خمسون'],
  [60, 'sixty سيكستي سكستي ستين ستون'],
  [70, 'seventy سفنتي سيفنتي سبعين سبعون'],
  [80, 'eighty ايتي تمانين تمانون تمنين'],
  [90, 'ninety ninty ناينتي تسعين تسعون'],
  [200, 'ميتين مايتين ميتان مايتان ماتين'],
  [300, 'تلتميه تلاتميه تلاتمايه تلتمايه'],
  [400, 'ربعميه اربعميه اربعمايه ربعمايه'],
  [500, 'خمسميه خمسمايه'],
  [600, 'ستميه ستمايه'],
  [700, 'سبعميه سبعمايه'],
  [800, 'تمنميه تمانميه تمانمايه تمنمايه'],
  [900, 'تسعميه تسعمايه'],
]

const OTHERS: readonly (readonly [NumberWord['kind'], ...Row])[] = [
  ['hundred', 100, 'hundred هاندرد هندرد ميه مايه ميت ميا meya miya mya meyya'],
  ['large', 1000, 'thousand thousands million الف الاف الفين تلاف تالاف مليون ملايين alf alaf'],
  ['repeat', 2, 'double twice دبل دوبل مكرر'],
  ['repeat', 3, 'triple treble تربل تريبل'],
  ['plural', 0, 'zeros zeroes اصفار صفار'],
  ['plural', 1, 'ones وحايد'],
  ['plural', 2, 'twos اتنينات'],
  ['plural', 3, 'threes تلاتات'],
  ['plural', 4, 'fours اربعات'],
  ['plural', 5, 'fives خمسات'],
  ['plural', 6, 'sixes ستات'],
  ['plural', 7, 'sevens سبعات'],
  ['plural', 8, 'eights تمانيات تمنيات'],
  ['plural', 9, 'nines تسعات'],
  ['dual', 0, 'صفرين زيروين'],
  ['dual', 3, 'تلاتتين'],
  ['dual', 4, 'اربعتين'],
  ['dual', 5, 'خمستين'],
  ['dual', 6, 'ستتين'],
  ['dual', 7, 'سبعتين'],
  ['dual', 8, 'تمانيتين'],
  ['dual', 9, 'تسعتين'],
  ['teenEnding', 10, 'عشر'],
]

const WORDS: ReadonlyMap<string, NumberWord> = /* @__PURE__ */ new Map(
  [...VALUES.map((row) => ['value', ...row] as const), ...OTHERS].flatMap(([kind, value, words]) =>
    words.split(' ').map((word): [string, NumberWord] => [word, { kind, value }]),
  ),
)

/** Franco-Arabic: Arabic in Latin letters and digits, which nobody spells alike. */
const FRANCO: readonly (readonly [number, RegExp])[] = [
  [0, /^[sz][ie]*f[ie]?r+o?$|^z[ei]+ro+$|^zyro$/],
  [1, /^w[aeá]*[7h][ie]*d(?:a|ah)?$/],
  [2, /^2?[ei]*th?n+[ie]+n$/],
  [3, /^(?:t|th)[ae]?l[ae]*(?:t|th)(?:a|ah|e|eh)?$/],
  [4, /^[2e]?[ae]?rb[ae]*[3']?(?:a|aa|ah|e|eh|a3a)?$/],
  [5, /^(?:kh|5|7'|x)[ae]*ms+(?:a|ah|e|eh)?$/],
  [6, /^s[ei]*tt?ah?$|^s[ei]tt(?:eh?)?$/],
  [7, /^s[ae]*b[ae]?3(?:a|aa|ah|e|eh)?$|^s[ae]b[ae]?[3']?(?:a|aa|ah|e|eh)$/],
  [8, /^(?:t|th)[ae]?m[ae]*n(?:[iy]+[ae]*h?|y[ae])$|^tam[ae]n$/],
  [9, /^t[ei]*s[ae]?3(?:a|aa|ah|e|eh)?$|^t[ei]+s[ae]?[3']?(?:a|aa|ah|e|eh)$/],
  [10, /^[3e]?a?[sš]h?[ae]?r(?:a|ah)$|^3a?sh[ae]?r(?:a|ah|a2)?$/],
  [11, /^[7h2]?[ie]?[7h]?[ie]?da+sh[ae]?r$/],
  [12, /^2?[ei]*tn[ae]+sh[ae]?r$/],
  [13, /^t[ae]?l[ae]*t{1,3}[ae]+sh[ae]?r$/],
  [14, /^[2]?[ae]?rb[ae]*3?t[ae]+sh[ae]?r$/],
  [15, /^(?:kh|5)[ae]ms[ae]?t[ae]+sh[ae]?r$/],
  [16, /^s[ei]t{1,3}[ae]+sh[ae]?r$/],
  [17, /^s[ae]b[ae]?3?t[ae]+sh[ae]?r$/],
  [18, /^t[ae]m[ae]?nt[ae]+sh[ae]?r$/],
  [19, /^t[ei]s[ae]?3?t[ae]+sh[ae]?r$/],
  [20, /^3?[ei]*shr[ie]+n$/],
  [30, /^t[ae]?l[ae]*t[ie]+n$/],
  [40, /^[2]?[ae]?rb[ae]?3?[ie]+n$/],
  [50, /^(?:kh|5)[ae]*ms[ie]+n$/],
  [60, /^s[ei]tt?[ie]+n$/],
  [70, /^s[ae]*b[ae]?3[ie]+n$|^sab[ie]{2}n$/],
  [80, /^t[ae]m[ae]n[ie]+n$/],
  [90, /^t[ei]*s[ae]?3[ie]+n$/],
]

const LONGEST_WORD = 14

/** What a folded word is as a number, if it is one. */
export function numberWord(word: string): NumberWord | undefined {
  if (word.length > LONGEST_WORD) return undefined
  const known = WORDS.get(word) ?? WORDS.get(word.replaceAll('ط', 'ت'))
  if (known || !/^[a-z0-9']+$/.test(word)) return known
  const franco = word.length < 3 ? undefined : FRANCO.find(([, pattern]) => pattern.test(word))
  return franco && { kind: 'value', value: franco[0] }
}

const JOINED = /* @__PURE__ */ new RegExp(
  `(?:${VALUES.slice(0, 20)
    .flatMap(([, words]) => words.split(' '))
    .filter((word) => word.length > 2)
    .toSorted((a, b) => b.length - a.length)
    .join('|')})`,
  'y',
)

/** The digits of number words that were written together (`zeroonezero`), if they are all there is. */
export function digitsOfJoinedWords(word: string): string | undefined {
  if (word.length < 9) return undefined
  let digits = ''
  JOINED.lastIndex = 0
  while (JOINED.lastIndex < word.length) {
    const found = JOINED.exec(word)?.[0]
    if (found === undefined) return undefined
    digits += String(WORDS.get(found)?.value)
  }
  return digits
}
