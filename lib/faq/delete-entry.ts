import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { deliveredEntry } from '#lib/faq/faq-entries.ts'
import { FaqEntry } from '#lib/model/faq-entry.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, newId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'

const HIDDEN = { en: 'Entry hidden.', ar: 'تم إخفاء السؤال.' } as const
const DELETED = { en: 'Entry deleted.', ar: 'تم حذف السؤال.' } as const

/**
 * Take an entry out of the FAQ, with its line in the activity log (INVALID_ID for one that does not exist).
 * 1. one that staff added is deleted
 * 2. a delivered one is hidden, so that it can come back; apps that link to its id find nothing until then
 */
export async function deleteEntry(key: string, staff: UserId) {
  return inTransaction(async (tx) => {
    const stored = await FaqEntry.findOne({ key }).session(tx).lean()
    const delivered = deliveredEntry(key)
    if (!stored && !delivered) throw fail('INVALID_ID')
    const _id = stored?._id ?? objectId(newId<'FaqEntry'>())
    if (delivered) {
      const { for: audience, question, answer, links } = delivered
      const asDelivered = {
        _id,
        for: audience,
        question,
        answer,
        links: [...links],
        examples: [],
        createdAt: clock(),
      }
      await FaqEntry.updateOne(
        { key },
        { $set: { hidden: true, updatedAt: clock() }, $setOnInsert: asDelivered },
        { session: tx, upsert: true },
      )
    } else await FaqEntry.deleteOne({ key }, { session: tx })
    const target = { kind: 'FaqEntry', id: idOf<'FaqEntry'>(_id) }
    await logActivity(tx, { actor: staff, action: 'faq.delete', target, details: { entry: key } })
    return { message: delivered ? HIDDEN : DELETED }
  })
}
