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
    const isOpen = [null, 'Client', 'Craftsman'].every((role) =>
      [question, `${question} 01001234567`].every((one) => isOpenFor(one, role as Role)),
    )
    const [first, second] = chooseAnswer(question, deliveredEntries(), null).suggestions
    if (isOpen && first && second) return { question, first, second }
  }
  throw new Error('words decide each of these questions')
}

type Role = Parameters<typeof chooseAnswer>[2]

function isOpenFor(question: string, role: Role): boolean {
  const { outcome, suggestions, contact } = chooseAnswer(question, deliveredEntries(), role)
  return outcome === 'unsure' && !contact && suggestions.length > 1
}
