import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import type { newFaqEntry } from '#lib/faq/faq.schemas.ts'
import { audienceOf, toAdminFaqEntryView } from '#lib/faq/faq.view.ts'
import { deliveredEntry } from '#lib/faq/faq-entries.ts'
import { FaqEntry } from '#lib/model/faq-entry.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate, objectId } from '#lib/platform/mongo.ts'

/**
 * Add an entry to the FAQ, with its line in the activity log, in one transaction.
 * 1. its id is the given one, or made of the English question; it is new (FAQ_ENTRY_EXISTS), also if two come at once
 * 2. questions like its examples are answered with it from now on
 */
export async function createEntry(entry: z.output<typeof newFaqEntry>, staff: UserId) {
  const key = entry.id ?? keyOf(entry.question.en)
  if (deliveredEntry(key)) throw fail('FAQ_ENTRY_EXISTS')
  const id = newId<'FaqEntry'>()
  const at = clock()
  const { question, answer, links = [], examples = [], roles = ['Client', 'Craftsman'] } = entry
  const content = { for: audienceOf(roles), question, answer, links, examples, hidden: false, updatedAt: at }
  return inTransaction(async (tx) => {
    await FaqEntry.create([{ ...content, _id: objectId(id), key, createdAt: at }], { session: tx })
    const target = { kind: 'FaqEntry', id }
    await logActivity(tx, { actor: staff, action: 'faq.create', target, details: { entry: key } })
    return toAdminFaqEntryView({ ...content, id: key, isDelivered: false })
  }).catch((error: unknown) => {
    throw isDuplicate(error, 'key') ? fail('FAQ_ENTRY_EXISTS', { cause: error }) : error
  })
}

function keyOf(question: string): string {
  const words = question.toLowerCase().match(/[a-z0-9]+/g) ?? []
  const key = words
    .join('-')
    .replace(/^[\d-]+/, '')
    .slice(0, 60)
    .replace(/-$/, '')
  return key === '' ? `entry-${newId<'FaqEntry'>()}` : key
}
