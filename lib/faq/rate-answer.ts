import { fail } from '#lib/errors/app-error.ts'
import { noteUnanswered } from '#lib/faq/note-unanswered.ts'
import { FaqAsk } from '#lib/model/faq-ask.model.ts'
import { type FaqAskId, idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'

const THANKS = { en: 'Thank you.', ar: 'شكرًا لك.' } as const

/**
 * Say whether an answer helped (FAQ_ASK_NOT_FOUND once the question is forgotten). The last word counts. An answer that
 * did not help is counted with what was not answered, once.
 */
export async function rateAnswer(askId: FaqAskId, helpful: boolean) {
  const ask = await FaqAsk.findOneAndUpdate(
    { _id: askId, helpful: trusted({ $ne: helpful }) },
    { $set: { helpful } },
  ).lean()
  if (!ask && !(await FaqAsk.exists({ _id: askId }))) throw fail('FAQ_ASK_NOT_FOUND')
  if (ask && !helpful && ask.topic !== null) {
    const { question, locale, topic, suggestions } = ask
    const by = ask.by ? idOf<'User'>(ask.by) : null
    await noteUnanswered({ question, locale, suggestions: [topic, ...suggestions], by })
  }
  return { message: THANKS }
}
