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
  'i need help with the job',
  'question about money',
] as const

/**
 * The first of these questions for which words alone suggest two entries or more, whoever asks and with a number behind it
 * too, whatever the FAQ learned last.
 */
export function anOpenQuestion(questions: readonly string[] = VAGUE) {
  for (const question of questions) {
    const isOpen = ROLES.every((role) =>
      [question, `${question} 01001234567`].every((one) => isOpenFor(one, role)),
    )
    const [first, second] = chooseAnswer(question, deliveredEntries(), null).suggestions
    if (isOpen && first && second) return { question, first, second }
  }
  throw new Error('words decide each of these questions')
}

const ROLES = [null, 'client', 'craftsman'] as const

function isOpenFor(question: string, role: (typeof ROLES)[number]): boolean {
  const { outcome, suggestions, contact } = chooseAnswer(question, deliveredEntries(), role)
  return outcome === 'unsure' && !contact && suggestions.length > 1
}
