import { foldForSearch } from '#lib/platform/fold-text.ts'

/** A pattern that finds a phrase anywhere in a text. What the user typed is escaped, so it is never a pattern itself. */
export const searchPattern = (phrase: string): RegExp =>
  new RegExp(foldForSearch(phrase).replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'))

/** The folded text that a job is found by. */
export const searchTextOf = ({ title, description }: { title: string; description: string }): string =>
  foldForSearch(`${title} ${description}`)
