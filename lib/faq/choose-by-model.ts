import type { AskedOfModel } from '#lib/faq/ask-model.ts'
import type { Choice } from '#lib/faq/choose-answer.ts'
import { config } from '#lib/platform/config.ts'

/**
 * Let a language model choose among the entries that words alone only suggest, where the deployment has one.
 * 1. it is asked only about what is unsure, and never where danger or fraud is among the suggestions
 * 2. it may name one of the suggested entries: that one is answered, with the confidence that words gave it
 * 3. null wherever it is not asked or does not choose (askModel): the answer is then the one of words alone
 */
export async function chooseByModel(
  byWords: Choice,
  asked: Omit<AskedOfModel, 'suggestions'>,
): Promise<Choice | null> {
  if (byWords.outcome !== 'unsure' || byWords.contact) return null
  const { FAQ_MODEL_ID } = await config('languageModel')
  if (FAQ_MODEL_ID === undefined) return null
  const { askModel } = await import('#lib/faq/ask-model.ts') // most deployments never need it
  const topic = await askModel({ ...asked, suggestions: byWords.suggestions })
  if (topic === null) return null
  const suggestions = byWords.suggestions.filter((one) => one !== topic)
  return { ...byWords, outcome: 'answered', topic, suggestions }
}
