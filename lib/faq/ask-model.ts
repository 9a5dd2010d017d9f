import type { CurrentEntry } from '#lib/faq/faq-entries.ts'
import { figureFiller } from '#lib/faq/figures.ts'
import { chooseByBedrock } from '#lib/gateways/language-model/bedrock.ts'
import { circuitOf } from '#lib/gateways/language-model/circuit.ts'
import { takeFromDay } from '#lib/limits/daily-limit.ts'
import { MINUTE } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { log } from '#lib/platform/logger.ts'

export interface AskedOfModel {
  /** As it is stored: contacts are covered. */
  readonly question: string
  readonly locale: Locale
  /** The ids of the entries that the model may choose among. */
  readonly suggestions: readonly string[]
  readonly entries: readonly CurrentEntry[]
}

const circuit = circuitOf({ failures: 3, restMs: 1 * MINUTE })

/**
 * The id of the suggested entry that a language model chooses. Null if it names none, the calls of the day are used up, it
 * does not answer in time or with an error, or did so three times in a row within the last minute. A failure is logged,
 * and never thrown: somebody waits for an answer that needs no model.
 */
export async function askModel({
  question,
  locale,
  suggestions,
  entries,
}: AskedOfModel): Promise<string | null> {
  const { FAQ_MODEL_CALLS_PER_DAY } = await config('languageModel')
  if (circuit.isOpen() || !(await takeFromDay('faqModelCalls', FAQ_MODEL_CALLS_PER_DAY))) return null
  const fill = await figureFiller(locale)
  const candidates = entries
    .filter(({ id }) => suggestions.includes(id))
    .map((entry) => ({
      id: entry.id,
      question: entry.question[locale],
      answer: fill(entry.answer[locale]),
    }))
  try {
    return await circuit.run(() => chooseByBedrock({ question, candidates }))
  } catch (error) {
    log.warn('the language model did not answer', { error })
    return null
  }
}
