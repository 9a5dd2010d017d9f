import { lengthWithout, type Span } from '#lib/contact-masking/fold.ts'

/** Networks on which people are found by their names, in Arabic and in Latin letters, as people write them. */
const SOCIAL_ARABIC = 'فيسبوك|فايسبوك|ماسنجر|مسنجر|انستا|انستجرام|انستغرام|يوتيوب|تيكتوك|لينكدان'
const SOCIAL_LATIN = 'facebook|fb|messenger|instagram|insta|ig|youtube|tiktok|linkedin|snapchat'
/** All others, where a number or a user name is needed. */
const OTHERS_ARABIC =
  'واتس|واتساب|وتساب|وتس|واتسب|تليجرام|تيليجرام|تلجرام|تيلجرام|تلغرام|تليغرام|تيليغرام|تلي|انستقرام|انستاجرام|اينستا|فيس|سناب|سنابشات|توك|تويتر|لينكد|فايبر|سكايب|ايمو|ديسكورد|سيجنال|ايميل|ميل|جيميل|انستتي|تريدز|بنترست|بينترست'
const OTHERS_LATIN =
  'whatsapp|whats|whatsap|watsapp|wats|watsap|wa|telegram|telegrm|tele|tg|face|snap|twitter|viber|skype|imo|discord|wechat|botim|pinterest|threads'
const MAIL_LATIN = 'gmail|email|mail|hotmail|yahoo'
const LEADING = '[وبفلع]?(?:ال)?'
/** With what is written as one word with it: `والواتس`, `انستجرامي`, `فيسها`. */
const NETWORK = /* @__PURE__ */ new RegExp(
  `^(?:${LEADING}(?:${SOCIAL_ARABIC}|${OTHERS_ARABIC})(?:ي|ك|ه|ها|نا|هم)?|${SOCIAL_LATIN}|${OTHERS_LATIN}|${MAIL_LATIN})$`,
)
const SOCIAL = /* @__PURE__ */ new RegExp(`^(?:${LEADING}(?:${SOCIAL_ARABIC})(?:ي|نا)?|${SOCIAL_LATIN})$`)
/** What has other meanings too: the front of a cupboard, a slope, and in Franco-Arabic "and". They need another sign. */
const AMBIGUOUS = /^(?:فيس|ميل|تلي|توك|wa)$/
/** What is said beside mail is the name of an address only if it looks like one: `my mail came`. */
const MAIL = /* @__PURE__ */ new RegExp(`^(?:${MAIL_LATIN})$`)
/** `يوزري mona.fix`, without a network: only what looks like a user name. */
const OWN_ACCOUNT = /^(?:اكونتي|يوزري|يوزرنيمي)$/
const INTRODUCES =
  /^(?:id|user|username|acc|account|handle|name|nick|nickname|page|called|named|يوزر|يوزري|اليوزر|اكونت|اكونتي|حساب|حسابي|الحساب|اسم|اسمي|اسمه|اسمها|باسم|صفحه|صفحتي|صفحتنا|هو)$/
const OWN = /^(?:me|my|add|follow|find|search|dm|msg)$/
const FILLS =
  /^(?:is|me|i|m|im|live|business|شات|بوك|جرام|بيزنس|بزنس|my|on|at|by|as|add|under|us|the|it|بتاعي|بتاعتي|بتاعنا|بتاع|علي|هو|هي|ده|دي|عندي|ضيفني|كلمني|ابعتلي|ابعت|search|for|find|text|chat|profile)$/
const BEFORE_NETWORK =
  /^(?:on|in|via|at|my|the|is|by|through|3ala|3la|3al|fe|fel|bta3i|bta3y|علي|ع|عال|في|من|بتاعي|بتاعتي|عند|حسابي|حساب|اكونت|ده|هو)$/
/** Latin words that often stand behind the name of a network and are nobody's name there. */
const NO_NAME = /* @__PURE__ */ new Set(
  /* @__PURE__ */ `is are was not and the for with you your can will please only or but if now here app apps group groups call calls chat chats
   message messages link links number numbers photo photos picture pictures page pages profile video videos image images file
   business web channel account accounts user username name login sign store market marketplace marketing ads post posts
   story stories reel reels like likes yes okay later today tomorrow closed private down broken better fine blocked banned
   pro icon icons logo logos style design button buttons sticker stickers pay cable ready best good address server box
   smart free plus live work works this that there them than when where what who why how also too same need needs want send sent
   adress password passwords filter filters forever photos invoice invoices support
   3andy 3andi 3ando 3ayez 3ayza 3ashan 3shan bayez baz mesh msh mish shaghal shaghala bs bas keda delwa2ty mafeesh mafish
   before after until because since using use used about from have has had get got photo addresses inbox spam client outlook trend`.split(
    /\s+/,
  ),
)
const TOKEN = /[a-z0-9_.-]+|(?:(?![a-z0-9_])[\p{L}\p{N}])+/gu
/**
 * A name that is no word: with an underscore, a dot or digits in it. A single 2, 3, 5, 7, 8 or 9 is no sign of a name,
 * because Franco-Arabic writes letters so: `matba5`, `3andy`, `kahraba2y`.
 */
const LIKE_A_HANDLE = /[a-z]_|_[a-z]|[a-z]\.[a-z]|[a-z]\d{2}|[a-z][0146]|[0146]_?[a-z]{3}/
const FRANCO_LETTERS = /[235789]/g
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
    if (!isNetwork(text) && !OWN_ACCOUNT.test(text)) continue
    const name = nameBehind(folded, tokens, i) ?? nameBefore(folded, tokens, i)
    if (name) spans.push(name)
  }
  return [...spans, ...mentions(folded)]
}

/** With digits for letters too: `1nsta`, `f4cebook`, `te1egram`. */
const isNetwork = (word: string): boolean =>
  NETWORK.test(word) ||
  (word.length > 4 && /[a-z]/.test(word) && ['i', 'l'].some((one) => NETWORK.test(withoutDigits(word, one))))

const LETTERS_FOR: Readonly<Record<string, string>> = { 0: 'o', 3: 'e', 4: 'a', 5: 's' }
const withoutDigits = (word: string, one: string): string =>
  word.replace(/[01345]/g, (digit) => LETTERS_FOR[digit] ?? one)

/** A network that is written letter by letter: `i n s t a`. */
const LETTER_BY_LETTER = /(?<![a-z0-9])(?:[a-z] ){4,10}[a-z](?![a-z0-9])/g

/** Words, and names with dots and hyphens inside. */
function tokensOf(folded: string): Token[] {
  const spaced = Array.from(folded.matchAll(LETTER_BY_LETTER), ({ 0: found, index }) => ({
    text: found.replaceAll(' ', ''),
    from: index,
    to: index + found.length,
  })).filter(({ text }) => NETWORK.test(text))
  let next = 0
  return wordTokens(folded).flatMap((token) => {
    while ((spaced[next]?.to ?? Infinity) <= token.from) next += 1
    const whole = spaced[next]
    if (!whole || token.from < whole.from) return [token]
    return token.from === whole.from ? [whole] : []
  })
}

const wordTokens = (folded: string): Token[] =>
  Array.from(folded.matchAll(TOKEN)).flatMap(({ 0: found, index }) => {
    const to = lengthWithout('.-', found)
    const from = found.search(/[^.-]/)
    return from < 0 ? [] : [{ text: found.slice(from, to), from: index + from, to: index + to }]
  })

function nameBehind(folded: string, tokens: readonly Token[], network: number): Span | undefined {
  let isIntroduced = introducesByItself(tokens, network)
  for (let i = network + 1; i < tokens.length && i <= network + MOST_SKIPPED; i += 1) {
    const [before, token] = [tokens[i - 1], tokens[i]]
    if (!before || !token) return undefined
    const gap = folded.slice(before.to, token.from)
    if (endsClause(gap)) return undefined
    isIntroduced ||= introduces(gap, before.text, token.text)
    const name = pageNameAt(folded, tokens, network, i)
    if (name !== undefined) return pageName(folded, tokens, name)
    if (isPassedOver(token.text)) continue
    const at = /@\s?$/.exec(gap)?.[0].length ?? 0
    return at > 0 || isName(folded, token, isIntroduced) ? withNumber(folded, token, at) : undefined
  }
  return undefined
}

/** Where the name of a page starts, if this word introduces one or begins it. */
function pageNameAt(
  folded: string,
  tokens: readonly Token[],
  network: number,
  i: number,
): number | undefined {
  const word = tokens[i]?.text ?? ''
  if (isPageName(word) || (word === 'as' && isMyself(tokens, network))) return i + 1
  return isLabelled(folded, tokens, network, i) || isOfPage(folded, tokens, network, i) ? i : undefined
}

/** Whether a bare word behind this network is likely a name: `انستا mona`, `my insta mona`; not `mail came`. */
function introducesByItself(tokens: readonly Token[], network: number): boolean {
  const cue = tokens[network]?.text ?? ''
  if (AMBIGUOUS.test(cue) || OWN_ACCOUNT.test(cue) || MAIL.test(cue)) return false
  return !LATIN.test(cue) || isOwn(tokens, network)
}

/** `facebook: Nour Decor`; not `الفيسبوك: مش شغال`. */
function isLabelled(folded: string, tokens: readonly Token[], network: number, i: number): boolean {
  const [before, token] = [tokens[i - 1], tokens[i]]
  if (!before || !token || !/^\s?[:=]\s?$/.test(folded.slice(before.to, token.from))) return false
  return (SOCIAL.test(tokens[network]?.text ?? '') || hasPage(tokens, network)) && mayBeginName(token.text)
}

/** `صفحتي على الفيس Nour Decor`: Latin letters right behind a network on which the writer has a page. */
function isOfPage(folded: string, tokens: readonly Token[], network: number, i: number): boolean {
  const [before, token] = [tokens[network], tokens[i]]
  if (!before || !token || i !== network + 1 || LATIN.test(before.text)) return false
  if (!hasPage(tokens, network) || !/^\s{1,2}$/.test(folded.slice(before.to, token.from))) return false
  return /^[a-z]{3}/.test(token.text) && mayBeginName(token.text)
}

const PAGE = /^(?:(?:ال)?صفح(?:ه|تي|تنا)|(?:ال)?بيدج|page|حسابي|حسابنا)$/
const hasPage = (tokens: readonly Token[], network: number): boolean =>
  tokens.slice(Math.max(0, network - 3), network).some(({ text }) => PAGE.test(text))

const mayBeginName = (word: string): boolean =>
  /\p{L}{2}/u.test(word) && !NO_NAME.has(word) && !isPassedOver(word) && !SAYS_SOMETHING.test(word)

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

/** `find me on facebook as Mona Ali` */
const isMyself = (tokens: readonly Token[], network: number): boolean =>
  tokens.slice(Math.max(0, network - 2), network).some(({ text }) => text === 'me')

function isName(folded: string, token: Token, isIntroduced: boolean): boolean {
  if (!LATIN.test(token.text) || token.text.length < 3) return false
  if (LIKE_A_HANDLE.test(token.text) || /^#\d{4}/.test(folded.slice(token.to, token.to + 5))) return true
  if (!isIntroduced || NO_NAME.has(token.text)) return false
  if (isSomehow(token.text) || !/[a-z]{4}/.test(token.text.replace(FRANCO_LETTERS, 'a'))) return false
  return /^\s{0,2}(?:$|[.,!?;)\n]|#\d|and\b|or\b|(?![a-z0-9])[\p{L}])/u.test(
    folded.slice(token.to, token.to + 8),
  )
}

/** What is said of a network: `whatsapp is dead`, `my insta is hacked`. */
const SOMEHOW: ReadonlySet<string> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ 'slow dead fast hidden stuck gone open fake weak lost full busy frozen stolen useless terrible awful great nice empty public official active inactive offline online okay cool required enough always never only just really very down mine ours theirs'.split(
    ' ',
  ),
)
const isSomehow = (word: string): boolean =>
  SOMEHOW.has(word) || (/(?:ed|ing|ly)$/.test(word) && !/[^a-z]/.test(word))

const isPageName = (introduction: string): boolean => /^(?:باسم|اسمها|اسمه|called|named)$/.test(introduction)

const SAYS_SOMETHING =
  /^(?:مش|مفيش|ماعنديش|معنديش|لا|ايوه|اه|نعم|متاح|موجود|مقفول|بايظ|شغال|نفس|كل|لو|ممكن|عشان|no|none|any|all|same|not)$/

/** `صفحتي على فيسبوك باسم نور للديكور`: up to four words from this one on, to the end of the clause. */
function pageName(folded: string, tokens: readonly Token[], i: number): Span | undefined {
  const first = tokens[i]
  if (!first) return undefined
  let last = first
  for (let next = i + 1; next <= i + 3; next += 1) {
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
    const isBehindEnglish = /^(?:on|via)$/.test(behind.text) && /[a-z]{4}\d/.test(token.text)
    const isLikely = hasAt || isBehindEnglish || LIKE_A_HANDLE.test(token.text)
    if (!LATIN.test(token.text) || !isLikely || token.text.length < 3) return undefined
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
