import { chooseAnswer } from '#lib/faq/choose-answer.ts'
import { deliveredEntries } from '#lib/faq/faq-entries.ts'

/** Questions that may mean several things. */
export const VAGUE = [
  'account',
  'the job',
  'payment',
  'price',
  'I want to change it',
  'the craftsman',
  'فلوس',
  'الشغل',
] as const

/** The first of these questions for which words alone suggest two entries or more, whatever the FAQ learned last. */
export function anOpenQuestion(questions: readonly string[] = VAGUE) {
  for (const question of questions) {
    const { outcome, suggestions, contact } = chooseAnswer(question, deliveredEntries(), null)
    const [first, second] = suggestions
    if (outcome === 'unsure' && !contact && first && second) return { question, first, second }
  }
  throw new Error('words decide each of these questions')
}
