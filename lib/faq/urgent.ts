import { foldQuestion } from '#lib/faq/fold-question.ts'

const within = (words: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`, 'u')

/** What is said of danger, folded, in any of the languages. */
const DANGER = /* @__PURE__ */ within(
  '(?:smells?|smelling|leak|leaks|leaking) (?:of |like )?gas|gas (?:is |was |pipe is )?(?:leak\\w*|smell\\w*|everywhere)|on fire|' +
    'caught fire|there is (?:a )?fire|there is smoke|(?:fire|smoke) (?:is )?(?:in|from|coming|at)|electrocut\\w*|' +
    '(?:got|had|electric|electrical) (?:a |an )?(?:electric )?shock\\w*|explo(?:ded|sion|ding)|house is burning|' +
    '(?:ال)?(?:ريحه|رائحه) (?:ال)?غاز|(?:ال)?غاز (?:ب?يسرب|مسرب|بيطلع|ب?يتسرب|طالع)|(?:بي?|ت)?سر[يّ]?ب (?:ال)?غاز|تسرب (?:ال)?غاز|' +
    '(?:ال)?(?:حريق|حريقه)|(?:بي|بت)?(?:ي|ت)?ولع(?:ت)? (?:في|نار)|(?:بي|بت)تحرق|نار (?:في|مسكت|ولعت)|(?:ا?ت)كهرب(?:ت|نا|ني)?|' +
    'بيكهرب|بتكهرب|صعق(?:ه|ني|تني)?|ماس كهرب\\w*|انفجار|انفجر\\w*|هينفجر|دخان (?:طالع|من|في|كتير)|' +
    'ri[7h]et (?:el )?(?:ghaz|8az)|(?:el )?(?:ghaz|8az) (?:beysarab|byesarab|bysrab)|7are2a|7ari2a|etkahrab\\w*|mas kahraba',
)

/** What is said of fraud. */
const FRAUD = /* @__PURE__ */ within(
  'scam\\w*|fraud\\w*|swindl\\w*|phishing|con artist|stole (?:my|from)|robbed me|got robbed|' +
    '(?:ال)?نصاب(?:ين|ه)?|اتنصب(?: عليا)?|نصب(?:وا)? علي\\p{L}*|(?:ده|دا|دي) نصب|(?:ال)?نصب|(?:ال)?احتيال|محتال|ضحك عليا|' +
    'سرق(?:ني|وني|نى)|اتسرق(?:ت)?|حرامي سرق|nassab|nasab 3alaya|etnasab|sara2ni|et?sara2t',
)

/** What hurts people at home, folded. An electrician (كهربائي) is not among it. */
const SOURCE = /* @__PURE__ */ within(
  '[وبل]?(?:ال)?(?:كهربا|كهرباء|غاز|بوتاجاز|انبوبه|سلك|اسلاك|سخان|فيشه|فيش|بريزه|لمبه|غساله|تلاجه|دفايه|لوحه|سلم|سقاله)|' +
    'electric(?:al|ity)?|gas|wires?|heaters?|boiler|sockets?|plugs?|outlets?|fuse ?box|carbon monoxide|washing machine|fridge|stove|ladder|scaffold\\w*|' +
    'kahrab[ae]?|selk|aslak|sakh?an|sa5an|ghaz|8az|botagaz|sellem|slm',
)

/** What happens to people there, or is about to. */
const HARM = /* @__PURE__ */ within(
  '(?:ا?ت|بت|بي)?لسع\\p{L}*|ضرب(?:ت|ه|ته|تها|تني|ني)?|مسكت (?:في|فيه|فيا|فيها)|مسك (?:ال)?سلك|(?:و?م|ا)غمي|دايخ\\p{L}*|دوخ\\p{L}*|' +
    'مخنوق\\p{L}*|اختناق|خنق\\p{L}*|وقع(?:ت)?|نازله|بتنزل|بيشر|شرار\\p{L}*|بتشرر|ساح(?:ت)?|سخنت|(?<!مش )بتسخن|حرق(?:ت)? ايد\\p{L}*|' +
    'ريح(?:ه|ته|تها)|smell\\w*|shock(?:ed|s)?|faint\\w*|dizzy|tingl\\w*|burn(?:ed|t) (?:my|his|her)|hiss\\w*|rotten eggs|spark\\w*|melt\\w*|beeping|fell (?:off|from|down)|' +
    'lasa3\\w*|laset3\\w*|etlasa3\\w*|7ara2 e\\w*|sharar\\w*|ri7\\w*|re7\\w*|ree7\\w*|we2e3|wa2a3|wa2e3|maskt? fya',
)

/** What needs no source to be an emergency. */
const INJURED = /* @__PURE__ */ within(
  'بينزف\\p{L}*|نزيف|مش (?:بي|بت)تحرك|[ما]غمي علي\\p{L}*|(?:صدمه|تماس|صعقه) كهرب\\p{L}*|' +
    'unconscious|bleeding|not breathing|electric(?:al)? shock|bynzef|mesh byet7arak|moghma 3aleh',
)

/** How a question names danger or fraud. */
export interface Urgency {
  readonly topic: 'safety-emergency' | 'scam-off-platform'
  /** Somebody is hurt or about to be, by what is there: more certain than a single expression, which may mean another thing. */
  readonly isHarm: boolean
}

/** What may have to be answered before anything else, because somebody may be in danger or is being cheated. */
export function urgencyOf(question: string): Urgency | null {
  const folded = foldQuestion(question)
  const isHarm = INJURED.test(folded) || (SOURCE.test(folded) && HARM.test(folded))
  if (isHarm || DANGER.test(folded)) return { topic: 'safety-emergency', isHarm }
  return FRAUD.test(folded) ? { topic: 'scam-off-platform', isHarm: false } : null
}
