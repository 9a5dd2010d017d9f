import type * as z from 'zod'
import { coverContacts } from '#lib/contact-masking/cover-contacts.ts'
import { type Choice, chooseAnswer } from '#lib/faq/choose-answer.ts'
import { chooseByModel } from '#lib/faq/choose-by-model.ts'
import type { faqQuestion } from '#lib/faq/faq.schemas.ts'
import { allEntries, type CurrentEntry } from '#lib/faq/faq-entries.ts'
import { figureFiller } from '#lib/faq/figures.ts'
import { foldQuestion, scriptOf } from '#lib/faq/fold-question.ts'
import { linksTo } from '#lib/faq/links.ts'
import { noteUnanswered } from '#lib/faq/note-unanswered.ts'
import { signedInAsker } from '#lib/faq/signed-in-asker.ts'
import { spendAddressLimit } from '#lib/limits/address-limit.ts'
import { FaqAsk, type FaqAskRecord } from '#lib/model/faq-ask.model.ts'
import { addMs, clock, DAY, realTime } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { currentSettings } from '#lib/settings/settings.ts'

interface Asker {
  readonly address: string
  readonly authorization: string | undefined
  readonly requestedLocale: Locale | null
}

/**
 * Ask the FAQ. It answers with stored texts alone.
 * 1. a limited number of questions a minute from one address (TOO_MANY_ATTEMPTS)
 * 2. the answer is in the language that is asked for, else in that of the question; the role is that of a signed-in
 *    client or craftsman, else the one that is given
 * 3. an entry, suggestions, or the offer of a person (chooseAnswer); where that is unsure, a language model may choose
 *    among the suggestions, if the deployment has one (chooseByModel)
 * 4. the question is stored for as long as the settings say, with contacts covered, and erased with the account of a signed-in asker; what was not answered is counted
 */
export async function askFaq(asked: z.output<typeof faqQuestion>, asker: Asker) {
  await spendAddressLimit('questionsPerAddress', asker.address)
  const locale = asked.locale ?? asker.requestedLocale ?? languageOf(asked.question)
  const [entries, signedIn] = await Promise.all([allEntries(), signedInAsker(asker.authorization)])
  const role = [signedIn?.role, asked.role].find((one) => one === 'Client' || one === 'Craftsman')
  const question = coverContacts(asked.question).text
  const byWords = chooseAnswer(asked.question, entries, role === undefined ? null : AUDIENCE[role])
  const byModel = await chooseByModel(byWords, { question, locale, entries })
  const choice = byModel ?? byWords
  const { retention } = await currentSettings()
  const askId = newId<'FaqAsk'>()
  await FaqAsk.create({
    _id: objectId(askId),
    ...(signedIn && { by: objectId(signedIn.id) }),
    question,
    locale,
    outcome: choice.outcome,
    topic: choice.topic,
    chosenBy: chooserOf(choice, byModel),
    suggestions: [...choice.suggestions],
    confidence: choice.confidence,
    at: clock(),
    expiresAt: addMs(realTime(), retention.questions * DAY),
  })
  const by = signedIn?.id ?? null
  if (choice.topic === null) await noteUnanswered({ question, locale, suggestions: choice.suggestions, by })
  return { askId, ...(await toAnswer(choice, entries, locale)), language: locale }
}

const AUDIENCE = { Client: 'client', Craftsman: 'craftsman' } as const

const chooserOf = ({ topic }: Choice, byModel: Choice | null): FaqAskRecord['chosenBy'] =>
  byModel ? 'model' : topic === null ? null : 'words'

const languageOf = (question: string): Locale =>
  scriptOf(foldQuestion(question)) === 'english' ? 'en' : 'ar'

async function toAnswer(
  { topic, suggestions, confidence, contact }: Choice,
  entries: readonly CurrentEntry[],
  locale: Locale,
) {
  const entryOf = (id: string) => entries.find((entry) => entry.id === id)
  const entry = topic === null ? undefined : entryOf(topic)
  const answer = entry && {
    id: entry.id,
    question: entry.question[locale],
    answer: (await figureFiller(locale))(entry.answer[locale]),
    links: await linksTo(entry.links),
  }
  return {
    answer: answer ?? null,
    confidence,
    suggestions: suggestions.flatMap((id) => {
      const found = entryOf(id)
      return found ? [{ id, question: found.question[locale] }] : []
    }),
    contact,
  }
}
