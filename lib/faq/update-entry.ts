import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import type { faqEntryChange } from '#lib/faq/faq.schemas.ts'
import { audienceOf, toAdminFaqEntryView } from '#lib/faq/faq.view.ts'
import { type CurrentEntry, deliveredEntry } from '#lib/faq/faq-entries.ts'
import { FaqEntry } from '#lib/model/faq-entry.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, newId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'

/**
 * Change an entry of the FAQ, a delivered one too, with its line in the activity log (INVALID_ID for one that does not
 * exist). Fields that are left out stay. If two changes come at once, one runs again after the other, and both last.
 */
export async function updateEntry(key: string, change: z.output<typeof faqEntryChange>, staff: UserId) {
  return inTransaction(async (tx) => {
    const { roles, ...fields } = change
    return changeEntry(tx, { key, staff, fields: { ...fields, ...(roles && { for: audienceOf(roles) }) } })
  })
}

interface Change {
  readonly key: string
  readonly staff: UserId
  readonly fields: { readonly [F in keyof Omit<CurrentEntry, 'id'>]?: CurrentEntry[F] | undefined }
}

async function changeEntry(tx: ClientSession, { key, staff, fields }: Change) {
  const stored = await FaqEntry.findOne({ key }).session(tx).lean()
  const delivered = deliveredEntry(key)
  const before = stored ?? delivered
  if (!before) throw fail('INVALID_ID')
  const content = {
    for: fields.for ?? before.for,
    question: fields.question ?? before.question,
    answer: fields.answer ?? before.answer,
    links: [...(fields.links ?? before.links)],
    examples: [...(fields.examples ?? before.examples)],
    hidden: fields.hidden ?? before.hidden,
    updatedAt: clock(),
  }
  const _id = stored?._id ?? objectId(newId<'FaqEntry'>())
  await FaqEntry.updateOne(
    { key },
    { $set: content, $setOnInsert: { _id, createdAt: clock() } },
    { session: tx, upsert: true },
  )
  await logActivity(tx, {
    actor: staff,
    action: 'faq.update',
    target: { kind: 'FaqEntry', id: idOf<'FaqEntry'>(_id) },
    details: { entry: key, fields: Object.keys(fields) },
  })
  return toAdminFaqEntryView({ ...content, id: key, isDelivered: delivered !== undefined })
}
