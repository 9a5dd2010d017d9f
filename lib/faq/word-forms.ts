const LATIN = /[a-z]/
const ARTICLES = /^(?:وال|بال|كال|فال|لل|ال|و(?=[\u0621-\u064a]{3}))/
const ENDINGS = /(?<=[\u0621-\u064a]{3})(?:كم|كو|هم|ها|نا|ات|ين|ون|ني|تي|لي|ه|ي|ك|ش|وا|وه)$/
const OF_VERBS =
  /^(?:بي|بت|بن|با|هي|هت|هن|ها|حي|حت|ست|سي|مب|مات|مت|ي|ت|ن|ا|م(?=[\u0621-\u064a]{3,}))(?=[\u0621-\u064a]{3})/
const ONE_LETTER = /^[بلفه](?=[\u0621-\u064a]{3})/

/**
 * A folded word and what is left of it without article, ending, and the prefixes of Egyptian verbs: `بيتحول` is found by
 * `تحول` and `حول`. More forms than are words do no harm: they are only looked up.
 */
export function formsOf(word: string): readonly string[] {
  if (LATIN.test(word)) return [...new Set([word, ...englishForms(word)])]
  const bare = word.replace(ARTICLES, '')
  const forms = new Set([word, bare, word.replace(ENDINGS, ''), bare.replace(ENDINGS, '')])
  for (const form of [...forms]) {
    forms.add(form.replace(OF_VERBS, ''))
    if (ONE_LETTER.test(form)) forms.add(form.slice(1))
  }
  return [...forms].filter((form) => form.length > 2 || form === word)
}

function englishForms(word: string): readonly string[] {
  const bare = word.replace(/(?<=[a-z]{3})(?:ing|ed|es|s)$/, '')
  return [
    bare,
    bare.replace(/([bdgklmnprt])\1$/, '$1'),
    `${bare}e`,
    word.replace(/(?<=[a-z]{2})(?:ied|ies)$/, 'y'),
  ]
}
