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
    if (!NETWORK.test(text) && !OWN_ACCOUNT.test(text)) continue
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
  let isIntroduced = introducesByItself(tokens, network)
  for (let i = network + 1; i < tokens.length && i <= network + MOST_SKIPPED; i += 1) {
    const [before, token] = [tokens[i - 1], tokens[i]]
    if (!before || !token) return undefined
    const gap = folded.slice(before.to, token.from)
    if (endsClause(gap)) return undefined
    isIntroduced ||= introduces(gap, before.text, token.text)
    if (isPageName(token.text)) return pageName(folded, tokens, i + 1)
    if (isLabelled(gap, tokens[network], token)) return pageName(folded, tokens, i)
    if (isPassedOver(token.text)) continue
    const at = /@\s?$/.exec(gap)?.[0].length ?? 0
    return at > 0 || isName(folded, token, isIntroduced) ? withNumber(folded, token, at) : undefined
  }
  return undefined
}

/** Whether a bare word behind this network is likely a name: `انستا mona`, `my insta mona`; not `mail came`. */
function introducesByItself(tokens: readonly Token[], network: number): boolean {
  const cue = tokens[network]?.text ?? ''
  if (AMBIGUOUS.test(cue) || OWN_ACCOUNT.test(cue) || MAIL.test(cue)) return false
  return !LATIN.test(cue) || isOwn(tokens, network)
}

/** `facebook: Nour Decor`; not `الفيسبوك: مش شغال`. */
const isLabelled = (gap: string, network: Token | undefined, { text }: Token): boolean =>
  /^\s?[:=]\s?$/.test(gap) &&
  SOCIAL.test(network?.text ?? '') &&
  /\p{L}{2}/u.test(text) &&
  !NO_NAME.has(text) &&
  !isPassedOver(text) &&
  !SAYS_SOMETHING.test(text)

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
  if (!isIntroduced || NO_NAME.has(token.text)) return false
  if (!/[a-z]{4}/.test(token.text.replace(FRANCO_LETTERS, 'a'))) return false
  return /^\s{0,2}(?:$|[.,!?;)\n]|#\d|and\b|or\b|(?![a-z0-9])[\p{L}])/u.test(
    folded.slice(token.to, token.to + 8),
  )
}

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
