import { disguisedLinks, withPathApart } from '#lib/contact-masking/disguised-links.ts'
import { DOMAINS, NO_LABEL } from '#lib/contact-masking/domains.ts'
import { lengthWithout, type Span } from '#lib/contact-masking/fold.ts'
import type { Word } from '#lib/contact-masking/numbers.ts'

const WITH_SCHEME =
  /(?:h(?:tt|xx)ps?\s{0,2}:\s{0,2}\/{1,2}\s{0,2}|(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,15}:\/\/)[^\s<>"]+/g
const DOTTED = /[\p{L}\p{N}\-_.]+/gu
const PATH = /\/[^\s<>"]*/y
const DOT_WORD = /^(?:d[o0]t|دوت|دات|نقطه|نقته)$/
const SPELLED_END = /^(?:com|net|org|كوم|نت|eg)$/
/** Domains whose dot stands apart: `nour[dot]com`, `nour .com`, `www.nour com`, `nour كوم`. */
const DOMAINS_APART = [
  /(?<![\p{L}\p{N}.@-])[\p{L}\p{N}][\p{L}\p{N}-]{1,62}\s?[[({<]\s?(?:\.|d[o0]t|دوت|دات|نقطه)\s?[\])}>]\s?(?:com|net|org|info|eg|me|shop|store|app|كوم|نت)(?![\p{L}\p{N}])(?:\/[^\s<>"]*)?/gu,
  /(?<![\p{L}\p{N}.@-])[a-z0-9][a-z0-9-]{1,62}(?: \. ?|\. )(?:com|net|org)(?![\p{L}\p{N}])(?:\/[^\s<>"]*)?/gu,
  /(?<![\p{L}\p{N}.@-])www[. ]{1,2}[a-z0-9-]{2,63}[. ]{1,2}(?:com|net|org|eg)(?![\p{L}\p{N}])(?:\/[^\s<>"]*)?/gu,
  /(?<![\p{L}\p{N}.@-])[a-z0-9][a-z0-9-]{2,62} كوم(?![\p{L}\p{N}])/gu,
]
const PUNCTUATION = '.,!?;:)]}\'"'

interface LinkedText {
  readonly folded: string
  readonly words: readonly Word[]
  /** Whether the original has a capital at a place of the folded text. */
  readonly isCapital: (at: number) => boolean
}

/** Links of a folded text: with a scheme, or a domain alone. */
export function findLinks({ folded, words, isCapital }: LinkedText): Span[] {
  const schemes = Array.from(folded.matchAll(WITH_SCHEME), ({ 0: found, index }) => ({
    from: index,
    to: index + lengthWithout(PUNCTUATION, found),
  }))
  const domains = Array.from(folded.matchAll(DOTTED)).flatMap(({ 0: found, index }) =>
    found.includes('.', 1) && folded[index - 1] !== '@' ? domainAt(folded, found, index, isCapital) : [],
  )
  const apart = DOMAINS_APART.flatMap((pattern) =>
    Array.from(folded.matchAll(pattern), ({ 0: found, index }) => ({
      from: index,
      to: index + found.length,
    })),
  )
  const links = [...schemes, ...domains, ...apart, ...spelledLinks(folded, words)]
  return [...links.map((link) => withPathApart(folded, link)), ...disguisedLinks(folded)]
}

function domainAt(folded: string, found: string, index: number, isCapital: (at: number) => boolean): Span[] {
  const start = found.startsWith('.') ? found.length - found.replace(/^\.{1,9}/, '').length : 0
  const domain = found.slice(start, lengthWithout('.-_', found))
  const from = index + start
  PATH.lastIndex = from + domain.length
  const path = PATH.exec(folded)?.[0] ?? ''
  const whole = domain + path
  return isLink(domain, path, from, isCapital) ? [{ from, to: from + lengthWithout(PUNCTUATION, whole) }] : []
}

function isLink(domain: string, path: string, from: number, isCapital: (at: number) => boolean): boolean {
  const labels = domain.split('.')
  const [name = '', end = ''] = labels.slice(-2)
  if (labels.length < 2) return false
  if (labels[0] === 'www' && labels.length > 2) return true
  if (/^[a-z]\.[a-z]{2,3}$/.test(domain)) return path.length > 1 // a.m. is none
  if (/^[a-z]\.[a-z]+$/.test(domain) && DOMAINS.has(end)) return path.length > 1
  if (!/\p{L}/u.test(name) || name.length < 2) return false
  if (path.length > 1) return /^\p{L}{2,24}$/u.test(end)
  const at = from + domain.length - end.length
  const startsSentence = isCapital(at) && !isCapital(at - 2)
  return !startsSentence && DOMAINS.has(end)
}

/** `karimwood dot com` */
function spelledLinks(folded: string, words: readonly Word[]): Span[] {
  return words.flatMap((dot, i) => {
    const [label, end] = [words[i - 1], words[i + 1]]
    if (!label || !end || !DOT_WORD.test(dot.text) || !SPELLED_END.test(end.text)) return []
    if (
      label.text.length < 2 ||
      NO_LABEL.test(label.text) ||
      !isSpace(folded, label, dot) ||
      !isSpace(folded, dot, end)
    ) {
      return []
    }
    return [{ from: label.from, to: end.to }]
  })
}

const isSpace = (folded: string, before: Word, behind: Word): boolean =>
  /^[\s\-_.]{0,4}$/.test(folded.slice(before.to, behind.from))
