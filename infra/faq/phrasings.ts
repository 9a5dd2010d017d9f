import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** How a phrasing is written: English, standard Arabic, Egyptian, or Franco (Arabic in Latin letters). */
export const LANGUAGES = ['en', 'ar', 'eg', 'fr'] as const
export type PhrasingLanguage = (typeof LANGUAGES)[number]

export interface Phrasing {
  /** The id of the topic that it asks for. */
  readonly topic: string
  readonly language: PhrasingLanguage
  readonly text: string
}

/**
 * Reads the phrasings of a folder. A file has topics (`# id`), each with a line for a language (`en: one | another`).
 */
export function readPhrasings(folder: string): readonly Phrasing[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .toSorted()
    .flatMap((file) => phrasingsIn(readFileSync(path.join(folder, file), 'utf8')))
}

/** The phrasings of a file's content. */
function phrasingsIn(content: string): readonly Phrasing[] {
  return content
    .split(/^# /m)
    .slice(1)
    .flatMap((section) => {
      const [topic = '', ...lines] = section.trim().split('\n')
      return lines.flatMap((line) => {
        const language = LANGUAGES.find((one) => line.startsWith(`${one}: `))
        if (!language)
          throw new Error(`${topic}: a line begins with none of ${LANGUAGES.join(', ')}: ${line}`)
        const texts = line.slice(language.length + 2).split(' | ')
        return texts.map((text) => ({ topic: topic.trim(), language, text: text.trim() }))
      })
    })
}
