import { createHash } from 'node:crypto'
import { foldQuestion } from '#lib/faq/fold-question.ts'
import { FaqUnanswered } from '#lib/model/faq-unanswered.model.ts'
import { addMs, clock, DAY, realTime } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { isDuplicate, objectId } from '#lib/platform/mongo.ts'

/** A question is forgotten when nobody has asked it for so long. */
const KEPT_DAYS = 180

interface Unanswered {
  /** Contacts in it are covered. */
  readonly question: string
  readonly locale: Locale
  readonly suggestions: readonly string[]
  /** Whoever asked, if they were signed in. */
  readonly by: UserId | null
}

/**
 * Counts a question that was not answered. All spellings of it are one, in any order of its words. If two first ones
 * come at once, one upsert may fail because the other has just made the record: it is tried again.
 */
export async function noteUnanswered(asked: Unanswered): Promise<void> {
  await upsert(asked).catch((error: unknown) => {
    if (!isDuplicate(error, 'key')) throw error
    return upsert(asked)
  })
}

async function upsert({ question, locale, suggestions, by }: Unanswered): Promise<void> {
  const words = foldQuestion(question).split(' ').toSorted().join(' ')
  const key = createHash('sha256').update(words).digest('base64url')
  const seen = {
    question,
    locale,
    suggestions: [...suggestions],
    by: by && objectId(by),
    lastAskedAt: clock(),
  }
  await FaqUnanswered.updateOne(
    { key },
    { $set: { ...seen, expiresAt: addMs(realTime(), KEPT_DAYS * DAY) }, $inc: { count: 1 } },
    { upsert: true },
  )
}
