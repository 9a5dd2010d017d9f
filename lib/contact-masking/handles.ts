import { lengthWithout, type Span } from '#lib/contact-masking/fold.ts'

/** Messengers and networks, and mail, in both scripts and as people shorten them. */
const NETWORK =
  /^(?:[وبفلع]?(?:ال)?(?:واتس|واتساب|وتساب|وتس|واتسب|تليجرام|تيليجرام|تلجرام|تيلجرام|تلغرام|تليغرام|تيليغرام|تلي|انستا|انستجرام|انستغرام|انستقرام|انستاجرام|اينستا|فيس|فيسبوك|فايسبوك|فيسبوكي|ماسنجر|مسنجر|سناب|سنابشات|سنابي|تيكتوك|توك|تويتر|لينكد|لينكدان|فايبر|سكايب|ايمو|ديسكورد|سيجنال|ايميل|ايميلي|الايميل|ميل|ميلي|جيميل|انستتي|انستاي)|whatsapp|whats|whatsap|watsapp|wats|watsap|wa|telegram|telegrm|tele|tg|instagram|insta|ig|facebook|fb|face|messenger|snap|snapchat|tiktok|twitter|linkedin|viber|skype|imo|discord|wechat|botim|gmail|email|mail|hotmail|yahoo)$/
const INTRODUCES =
  /^(?:id|user|username|acc|account|handle|name|nick|nickname|page|called|named|يوزر|يوزري|اليوزر|اكونت|اكونتي|حساب|حسابي|الحساب|اسم|اسمي|اسمه|اسمها|باسم|صفحه|صفحتي|صفحتنا|هو)$/
const OWN = /^(?:me|my|add|follow|find|search|dm|msg)$/
const FILLS =
  /^(?:is|me|i|m|im|live|business|شات|بوك|جرام|بيزنس|بزنس|my|on|at|by|as|add|under|us|the|it|بتاعي|بتاعتي|بتاعنا|بتاع|علي|هو|هي|ده|دي|عندي|ضيفني|كلمني|ابعتلي|ابعت|search|for|find|text|chat|profile)$/
const BEFORE_NETWORK =
  /^(?:on|in|via|at|my|the|is|by|through|علي|ع|عال|في|من|بتاعي|بتاعتي|عند|حسابي|حساب|اكونت|ده|هو)$/
/** Latin words that often stand behind the name of a network and are nobody's name there. */
const NO_NAME = /* @__PURE__ */ new Set(
  /* @__PURE__ */ `is are was not and the for with you your can will please only or but if now here app apps group groups call calls chat chats
   message messages link links number numbers photo photos picture pictures page pages profile video videos image images file
   business web channel account accounts user username name login sign store market marketplace marketing ads post posts
   story stories reel reels like likes yes okay later today tomorrow closed private down broken better fine blocked banned
   pro icon icons logo logos style design button buttons sticker stickers pay cable ready best good address server box
   smart free plus live work works this that there them than when where what who why how also too same need needs want send sent
   before after until because since using use used about from have has had get got photo addresses inbox spam client outlook trend`.split(
    /\s+/,
  ),
)
const TOKEN = /[a-z0-9_.-]+|(?:(?![a-z0-9_])[\p{L}\p{N}])+/gu
/** A name that is no word: with a digit, an underscore or a dot in it. */
const LIKE_A_HANDLE = /[a-z][\d_]|\d_?[a-z]{3}|_[a-z]|[a-z]\.[a-z]/
const LATIN = /^[a-z0-9_.-]+$/
const MOST_SKIPPED = 6

interface Token extends Span {
  readonly text: string
}

/** User names on other networks: with the network's name beside them, or with an at sign. */
export function findHandles(folded: string): Span[] {
  const tokens = tokensOf(folded)
  const spans: Span[] = []
  for (const [i, { text }] of tokens.entries()) {
    if (!NETWORK.test(text)) continue
    const name = nameBehind(folded, tokens, i) ?? nameBefore(folded, tokens, i)
    if (name) spans.push(name)
  }
  return [...spans, ...mentions(folded)]
}

/** Words, and names with dots and hyphens inside. */
const tokensOf = (folded: string): Token[] =>
  Array.from(folded.matchAll(TOKEN)).flatMap(({ 0: found, index }) => {
    const to = lengthWithout('.-', found)
    const from = found.search(/[^.-]/)
    return from < 0 ? [] : [{ text: found.slice(from, to), from: index + from, to: index + to }]
  })

function nameBehind(folded: string, tokens: readonly Token[], network: number): Span | undefined {
  const cue = tokens[network]
  let isIntroduced = cue !== undefined && (!LATIN.test(cue.text) || isOwn(tokens, network))
  for (let i = network + 1; i < tokens.length && i <= network + MOST_SKIPPED; i += 1) {
    const [before, token] = [tokens[i - 1], tokens[i]]
    if (!before || !token) return undefined
    const gap = folded.slice(before.to, token.from)
    if (endsClause(gap)) return undefined
    isIntroduced ||= introduces(gap, before.text, token.text)
    if (isPageName(token.text)) return pageName(folded, tokens, i)
    if (isPassedOver(token.text)) continue
    const at = /@\s?$/.exec(gap)?.[0].length ?? 0
    return at > 0 || isName(folded, token, isIntroduced) ? withNumber(folded, token, at) : undefined
  }
  return undefined
}

const endsClause = (gap: string): boolean => /[.!?\n].|\n/s.test(gap) || gap.length > 6

/** `insta: mona`, `my telegram is mona`, `user mona` */
const introduces = (gap: string, before: string, word: string): boolean =>
  /[:=]|->|@/.test(gap) || before === 'is' || INTRODUCES.test(word)

const isPassedOver = (word: string): boolean =>
  INTRODUCES.test(word) || FILLS.test(word) || NETWORK.test(word)

/** With the at sign before it, and the number behind it: `karim#1234`. */
const withNumber = (folded: string, { from, to }: Span, at: number): Span => ({
  from: from - at,
  to: to + (/^#\d{1,6}/.exec(folded.slice(to, to + 7))?.[0].length ?? 0),
})

/** `add me on snap`, `my insta`: what follows is likely a name. */
const isOwn = (tokens: readonly Token[], network: number): boolean =>
  tokens.slice(Math.max(0, network - 3), network).some(({ text }) => OWN.test(text))

function isName(folded: string, token: Token, isIntroduced: boolean): boolean {
  if (!LATIN.test(token.text) || token.text.length < 3) return false
  if (LIKE_A_HANDLE.test(token.text) || /^#\d{4}/.test(folded.slice(token.to, token.to + 5))) return true
  if (!isIntroduced || NO_NAME.has(token.text) || !/[a-z]{4}/.test(token.text)) return false
  return /^\s{0,2}(?:$|[.,!?;)\n]|#\d|and\b|or\b|(?![a-z0-9])[\p{L}])/u.test(
    folded.slice(token.to, token.to + 8),
  )
}

const isPageName = (introduction: string): boolean => /^(?:باسم|اسمها|اسمه|called|named)$/.test(introduction)

/** `صفحتي على فيسبوك باسم نور للديكور`: up to four words, to the end of the clause. */
function pageName(folded: string, tokens: readonly Token[], i: number): Span | undefined {
  const first = tokens[i + 1]
  if (!first) return undefined
  let last = first
  for (let next = i + 2; next <= i + 3; next += 1) {
    const token = tokens[next]
    if (
      !token ||
      !/^[\s"'«»]*$/.test(folded.slice(last.to, token.from)) ||
      /^(?:و|and|لو|ابعت|كلم)/.test(token.text)
    )
      break
    last = token
  }
  return { from: first.from, to: last.to }
}

/** `ahmed_fix on telegram`, `@mona على انستا` */
function nameBefore(folded: string, tokens: readonly Token[], network: number): Span | undefined {
  for (let i = network - 1; i >= 0 && i >= network - 3; i -= 1) {
    const [token, behind] = [tokens[i], tokens[i + 1]]
    if (!token || !behind || /[.!?\n]/.test(folded.slice(token.to, behind.from))) return undefined
    if (BEFORE_NETWORK.test(token.text)) continue
    const hasAt = folded[token.from - 1] === '@'
    if (!LATIN.test(token.text) || !(hasAt || LIKE_A_HANDLE.test(token.text)) || token.text.length < 3)
      return undefined
    return { from: token.from - (hasAt ? 1 : 0), to: token.to }
  }
  return undefined
}

const MENTION = /(?<![\p{L}\p{N}_.@])@([a-z][a-z0-9_.]{2,29})(?![\p{L}\p{N}_@])/gu
const PLACES =
  /^(?:home|work|night|noon|the|site|place|office|all|any|school|least|each|least|gate|door|once|midnight|lunch|dinner|everyone|here|channel)$/

/** `@ahmed_fix` is a name on some network, whether it is said which or not. */
const mentions = (folded: string): Span[] =>
  Array.from(folded.matchAll(MENTION)).flatMap((found) => {
    const name = found[1] ?? ''
    const isLikely = LIKE_A_HANDLE.test(name) || (name.length >= 5 && !PLACES.test(name))
    return isLikely ? [{ from: found.index, to: found.index + lengthWithout('.', found[0]) }] : []
  })
