import { faqAskId } from '#infra/demo/demo-ids.ts'
import { noteUnanswered } from '#lib/faq/note-unanswered.ts'
import { FaqAsk } from '#lib/model/faq-ask.model.ts'
import { FaqUnanswered } from '#lib/model/faq-unanswered.model.ts'
import { addMs, DAY, realTime } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** A question that was answered, and one that was not. A second call changes nothing. */
export async function seedFaq(now: Date): Promise<void> {
  await FaqAsk.updateOne(
    { _id: objectId(faqAskId(1)) },
    {
      $setOnInsert: {
        question: 'بتاخدوا عمولة كام؟',
        locale: 'ar',
        outcome: 'answered',
        topic: 'fees',
        chosenBy: 'words',
        suggestions: [],
        confidence: 0.97,
        helpful: null,
        at: now,
        expiresAt: addMs(realTime(), 90 * DAY),
      },
    },
    { upsert: true },
  )
  if ((await FaqUnanswered.countDocuments()) > 0) return
  await noteUnanswered({
    question: 'عندكم كروت هدايا؟',
    locale: 'ar',
    suggestions: ['payment-types'],
    by: null,
  })
}
