import { foldQuestion } from '#lib/faq/fold-question.ts'

const within = (words: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`, 'u')

/** What is said of danger, folded, in any of the languages. */
const DANGER = /* @__PURE__ */ within(
  '(?:smells?|smelling|leak|leaks|leaking) (?:of |like )?gas|gas (?:is |was |pipe is )?(?:leak\\w*|smell\\w*|everywhere)|on fire|' +
    'caught fire|there is (?:a )?fire|there is smoke|(?:fire|smoke) (?:is )?(?:in|from|coming|at)|electrocut\\w*|' +
    '(?:got|had|electric|electrical) (?:a |an )?(?:electric )?shock\\w*|explo(?:ded|sion|ding)|house is burning|' +
    '(?:ال)?(?:ريحه|رائحه) (?:ال)?غاز|(?:ال)?غاز (?:ب?يسرب|مسرب|بيطلع|ب?يتسرب|طالع)|(?:بي?|ت)?سر[يّ]?ب (?:ال)?غاز|تسرب (?:ال)?غاز|' +
    '(?:ال)?(?:حريق|حريقه)|(?:بي|بت)?(?:ي|ت)?ولع(?:ت)? (?:في |نار)|(?:بي|بت)تحرق|نار (?:في|مسكت|ولعت)|(?:ا?ت)كهرب(?:ت|نا|ني)?|' +
    'بيكهرب|بتكهرب|صعق(?:ه|ني|تني)?|ماس كهرب\\w*|انفجار|انفجر\\w*|هينفجر|دخان (?:طالع|من|في|كتير)|' +
    'ri[7h]et (?:el )?(?:ghaz|8az)|(?:el )?(?:ghaz|8az) (?:beysarab|byesarab|bysrab)|7are2a|7ari2a|etkahrab\\w*|mas kahraba',
)

/** What is said of fraud. */
const FRAUD = /* @__PURE__ */ within(
  'scam\\w*|fraud\\w*|swindl\\w*|phishing|con artist|stole (?:my|from)|robbed me|got robbed|' +
    '(?:ال)?نصاب(?:ين|ه)?|اتنصب(?: عليا)?|نصب(?:وا)? علي\\p{L}*|(?:ده|دا|دي) نصب|(?:ال)?نصب|(?:ال)?احتيال|محتال|ضحك عليا|' +
    'سرق(?:ني|وني|نى)|اتسرق(?:ت)?|حرامي سرق|nassab|nasab 3alaya|etnasab|sara2ni|et?sara2t',
)

/** The entry that is answered before anything else where somebody may be in danger or is being cheated. */
export function urgentTopicOf(question: string): 'safety-emergency' | 'scam-off-platform' | null {
  const folded = foldQuestion(question)
  if (DANGER.test(folded)) return 'safety-emergency'
  return FRAUD.test(folded) ? 'scam-off-platform' : null
}
