import { isDomainEnd, NO_LABEL, WORDLIKE_DOMAINS } from '#lib/contact-masking/domains.ts'
import { lengthWithout, type Span } from '#lib/contact-masking/fold.ts'

const PROVIDERS = /* @__PURE__ */ String.raw`(?:g[\s.\-]?mail|hot[\s.\-]?mail|yahoo|outlook|i[\s.\-]?cloud|ymail|proton(?:mail)?|googlemail|yandex|جي\s?ميل|جيمايل|جميل(?=\s*(?:دوت|نقطه|\.|كوم))|هوت\s?ميل|ياهو|اوت\s?لوك|اي\s?كلاود|ايكلود)`
/** A dot as a sign or as a word, in brackets or between spaces. */
const DOT = /* @__PURE__ */ String.raw`(?:\s{0,2}[\[({<]\s{0,2}(?:\.|d[o0]t|دوت|نقطه|نقته|point)\s{0,2}[\])}>]\s{0,2}|[\s\-_]{1,3}(?:d[o0]t|دوت|دات|نقطه|نقته|point)[\s\-_]{1,3}|\s{0,2}\.\s{0,2})`
const LABEL = /* @__PURE__ */ String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}\-]{0,62})`
const CLOSE = /* @__PURE__ */ String.raw`^\s{0,3}[\])}>]?\s{0,3}`

const TIGHT_DOMAIN = /* @__PURE__ */ new RegExp(
  /* @__PURE__ */ String.raw`${CLOSE}${LABEL}(?:\.${LABEL}){1,5}`,
  'u',
)
const SPELLED_DOMAIN = /* @__PURE__ */ new RegExp(
  /* @__PURE__ */ String.raw`${CLOSE}${LABEL}(?:${DOT}${LABEL}){1,4}`,
  'u',
)
const PROVIDER = /* @__PURE__ */ new RegExp(
  /* @__PURE__ */ String.raw`${CLOSE}${PROVIDERS}(?:com(?![\p{L}\p{N}])|(?:${DOT}|[\s,]{1,2})(?:com|net|co|fr|eg|كوم)(?:${DOT}(?:uk|eg|fr))?(?![\p{L}\p{N}]))?(?![\p{L}\p{N}])`,
  'u',
)

/** `a` is one in brackets only. */
const AT = /@+|at|a|ات|ايت|ارروبا|اروبا/g
const LETTER_OR_DIGIT = /^[\p{L}\p{N}]$/u
const OF_LOCAL = /^[\p{L}\p{N}_.+%'-]$/u
const LONGEST_LOCAL = 64
const BEHIND = 160

/** E-mail addresses of a folded text, with the at and the dots as signs or as words. */
export function findEmails(folded: string): Span[] {
  const spans: Span[] = []
  for (const at of folded.matchAll(AT)) {
    const end = at.index + at[0].length
    const isSign = at[0].startsWith('@') || isInBrackets(folded, at.index, end)
    if (!isSign && (at[0] === 'a' || isInsideWord(folded, at.index, end))) continue
    const length = domainLength(folded.slice(end, end + BEHIND), isSign)
    if (length === 0) continue
    const from = localStart(folded, at.index)
    if (from === at.index && !at[0].startsWith('@')) continue
    const domain = folded.slice(end, end + length)
    if (at[0] === '@' && isMention(folded, from, at.index) && !isDomainEnd(lastLabel(domain))) continue
    spans.push({ from, to: end + length })
  }
  return [...spans, ...providersWithoutAt(folded), ...joinedAddresses(folded)]
}

const isInBrackets = (folded: string, from: number, to: number): boolean =>
  /[[({<]\s{0,2}$/.test(folded.slice(Math.max(0, from - 3), from)) &&
  /^\s{0,2}[\])}>]/.test(folded.slice(to, to + 3))

const isInsideWord = (folded: string, from: number, to: number): boolean =>
  LETTER_OR_DIGIT.test(folded[from - 1] ?? ' ') || LETTER_OR_DIGIT.test(folded[to] ?? ' ')

/** Where the name before an at sign starts, over spaces and a bracket: `mona . ali (at)`, `mona dot ali at`. */
function localStart(folded: string, at: number): number {
  const gap = /\s{0,3}[[({<]?\s{0,3}$/.exec(folded.slice(Math.max(0, at - 7), at))?.[0].length ?? 0
  const from = wordStart(folded, at - gap)
  if (from === at - gap) return at
  return overSpelledSigns(folded, from)
}

const SPELLED_SIGN = /\s(?:dot|دوت|نقطه|under\s?score|اندر\s?سكور|dash|داش|hyphen|شرطه)\s$/
const MOST_SIGNS = 4

/** Where a name starts whose dots and dashes are spelled: `karim dot ali underscore fix`. */
function overSpelledSigns(folded: string, name: number): number {
  let from = name
  for (let signs = 0; signs < MOST_SIGNS; signs += 1) {
    const sign = SPELLED_SIGN.exec(folded.slice(Math.max(0, from - 13), from))?.[0].length ?? 0
    const before = sign === 0 ? from : wordStart(folded, from - sign)
    if (before >= from - sign) return from
    from = before
  }
  return from
}

function wordStart(folded: string, end: number): number {
  let from = end
  while (from > 0 && end - from < LONGEST_LOCAL && OF_LOCAL.test(folded[from - 1] ?? ' ')) from -= 1
  while (from < end && /['.-]/.test(folded[from] ?? '')) from += 1
  return from
}

/** `insta @mona.ali`: a space before the at sign, and none behind it. */
const isMention = (folded: string, from: number, at: number): boolean =>
  (from === at || /\s/.test(folded[at - 1] ?? ' ')) && !/\s/.test(folded[at + 1] ?? ' ')

const lastLabel = (domain: string): string => domain.split('.').at(-1) ?? ''

/** The address to which InstaPay transfers: it moves the money outside, and often is a phone number. */
const INSTAPAY = /^\s?(?:insta\s?pay|انستا\s?باي)(?![\p{L}\p{N}])/u

function domainLength(behind: string, isSign: boolean): number {
  const instapay = isSign ? INSTAPAY.exec(behind)?.[0].length : undefined
  if (instapay !== undefined) return instapay
  const provider = PROVIDER.exec(behind)?.[0]
  if (provider !== undefined) return Math.max(provider.length, tightLength(behind, isSign))
  return Math.max(tightLength(behind, isSign), spelledLength(behind, isSign))
}

/** `mail.de` right behind an at sign is a domain, whatever it ends in; behind the word it ends in a known one. */
function tightLength(behind: string, isSign: boolean): number {
  const domain = TIGHT_DOMAIN.exec(behind)?.[0] ?? ''
  const labels = domain.split('.')
  const last = labels.at(-1) ?? ''
  if (labels.length < 2) return 0
  if (!isSign) return isDomainEnd(last) ? domain.length : 0
  return /^\p{L}{2,24}$|^xn--/u.test(last) ? domain.length : 0
}

const ANY_DOT = /* @__PURE__ */ new RegExp(DOT, 'u')
const DOT_AT_END = /* @__PURE__ */ new RegExp(`${DOT}$`, 'u')

/** Whoever writes `mona (at) craft (dot) tools` means an address, whatever it ends in. */
const DOT_IN_BRACKETS = /[[({<]\s{0,2}(?:\.|d[o0]t|دوت|نقطه|نقته|point)\s{0,2}[\])}>]/

/** `build dot dev`, `mail . de`: as far as its last part is a known end of a domain. */
function spelledLength(behind: string, isSign: boolean): number {
  let domain = SPELLED_DOMAIN.exec(behind)?.[0] ?? ''
  while (domain !== '') {
    const labels = domain
      .trim()
      .replace(/^[\])}>]\s*/, '')
      .split(ANY_DOT)
    if (labels.length < 2 || NO_LABEL.test(labels[0] ?? '')) return 0
    const last = labels.at(-1) ?? ''
    if (isSign && DOT_IN_BRACKETS.test(domain) && /^\p{L}{2,24}$/u.test(last)) return domain.length
    if (isDomainEnd(last) || (WORDLIKE_DOMAINS.has(last) && !/\s\.\s?\S*$|\.\s\S*$/.test(domain)))
      return domain.length
    domain = domain.slice(0, domain.length - last.length).replace(DOT_AT_END, '')
  }
  return 0
}

const JOINED = /[a-z0-9._+@-]+/g
const JOINED_END =
  /(?:at|@)(?:gmail|hotmail|yahoo|outlook|icloud|ymail|proton|protonmail)(?:dot|d0t|\.)(?:com|net|me|eg|fr)$/

/** `monaATgmailDOTcom` */
const joinedAddresses = (folded: string): Span[] =>
  Array.from(folded.matchAll(JOINED)).flatMap(({ 0: found, index }) => {
    const to = lengthWithout('.-', found)
    const end = JOINED_END.exec(found.slice(Math.max(0, to - LONGEST_END), to))?.[0].length ?? 0
    return end > 0 && end < to ? [{ from: index, to: index + to }] : []
  })
const LONGEST_END = 20

const PROVIDER_ALONE = /* @__PURE__ */ new RegExp(
  /* @__PURE__ */ String.raw`(?<![\p{L}\p{N}])${PROVIDERS}(?<end>(?:${DOT}|[\s,]{1,2})(?:com|net|co|fr|كوم)(?![\p{L}\p{N}]))?(?![\p{L}\p{N}])`,
  'gu',
)
const HANDLE_LIKE = /\d[a-z]|[a-z][_.\d]|[_.][a-z]/

/** `ahmed.sayed gmail com`, `nour99 جيميل` */
function providersWithoutAt(folded: string): Span[] {
  return Array.from(folded.matchAll(PROVIDER_ALONE)).flatMap((found) => {
    const local = latinLocalBefore(folded, found.index)
    const isLocal =
      local !== '' &&
      !NO_LOCAL.test(local.trim()) &&
      (HANDLE_LIKE.test(local) || found.groups?.['end'] !== undefined)
    if (!isLocal && found.groups?.['end'] === undefined) return []
    return [{ from: found.index - (isLocal ? local.length : 0), to: found.index + found[0].length }]
  })
}

/** The name before a provider, with the spaces behind it. */
function latinLocalBefore(folded: string, at: number): string {
  const end = /\s/.test(folded[at - 2] ?? '.') ? at - 2 : at - 1
  const local = folded.slice(wordStart(folded, end), at)
  return /^[a-z0-9][a-z0-9_.+-]+\s{1,2}$/.test(local) ? local : ''
}

const NO_LOCAL = /^(?:on|is|in|at|my|a|the|by|via|use|with|and|or|to|3ala|3la|3al|fe|fel)$/
