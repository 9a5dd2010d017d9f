import type { Types } from 'mongoose'
import { type LocalizedText, Notification } from '#lib/model/notification.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { jobsOf, type SharedJob } from '#lib/privacy/jobs-of.ts'

/** What stands in place of a text that named somebody who is erased. */
const NEUTRAL: Readonly<Record<Locale, LocalizedText>> = {
  en: { title: 'About a deleted account', message: 'This was about somebody who has deleted their account' },
  ar: { title: 'بخصوص حساب محذوف', message: 'كان هذا الإشعار بخصوص شخص حذف حسابه' },
}

interface Named {
  /** Their first name; null where it is not known any more. */
  readonly firstName: string | null
  /** What was stored since then is replaced at every job they took part in, whatever it says. */
  readonly since: Date
}

/**
 * Replaces the texts of notifications of others that may have something of a person in them: all at jobs that they posted
 * or were hired for (the title, a name), and at jobs for which they only offered those that name them. The notification
 * keeps its place and its number. Found along the index of the job that a notification opens.
 */
export async function neutraliseNotifications(userId: UserId, named: Named): Promise<void> {
  for await (const shared of jobsOf(userId)) await neutraliseAt(shared, userId, named)
}

async function neutraliseAt({ job, isParty }: SharedJob, userId: UserId, named: Named): Promise<void> {
  const ofOthers = { 'data.jobId': job.toHexString(), user: { $ne: objectId(userId) } }
  if (isParty) {
    await replaceTexts(ofOthers)
    return
  }
  await replaceTexts({ ...ofOthers, createdAt: { $gte: named.since } })
  const { firstName } = named
  if (firstName === null) return
  const found = Notification.collection.find(ofOthers, { projection: { words: 1 } })
  for await (const { _id, words } of found) {
    if (JSON.stringify(words).includes(JSON.stringify(firstName).slice(1, -1))) await replaceTexts({ _id })
  }
}

const replaceTexts = (conditions: Record<string, unknown> | { _id: Types.ObjectId }) =>
  Notification.collection.updateMany(conditions, { $set: { words: NEUTRAL } })
