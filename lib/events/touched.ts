import { type ClientSession, Types } from 'mongoose'
import type { EventType } from '#lib/events/catalogue.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { clock, realTime } from '#lib/platform/clock.ts'

/**
 * What reports count: a job with all that belongs to it, an account, the fees that an account owes, a withdrawal, a
 * journal that belongs to no job; and every job of a category that has a new name.
 */
export type Touched = `${'job' | 'user' | 'debt' | 'payout' | 'journal' | 'category'}:${string}`

/** Events of a job after which every figure of it is what it was. */
const COUNTS_NOTHING: ReadonlySet<string> = new Set<EventType>([
  'message.sent',
  'message.read',
  'job.timer.nears',
  'dispute.answer.nears',
  'dispute.clock',
  'dispute.evidence',
  'review.replied',
  'report.filed',
  'report.resolved',
])

/** What an event touches. It is marked at the event itself, so that the mark is stored with the change or not at all. */
export function touchedBy(type: EventType, data: Readonly<Record<string, unknown>>): Touched | null {
  if (COUNTS_NOTHING.has(type)) return null
  if (typeof data.payoutId === 'string') return `payout:${data.payoutId}`
  if (type === 'account.registered') return `user:${String(data.userId)}`
  if (typeof data.verificationId === 'string') return `user:${String(data.craftsmanId)}`
  return typeof data.jobId === 'string' ? `job:${data.jobId}` : null
}

/** Marks what a change touches that no event tells of, in the transaction of the change. Nobody hears of it. */
export async function markTouched(tx: ClientSession, touched: Touched): Promise<void> {
  const row = {
    _id: new Types.ObjectId(),
    type: 'touched',
    version: 1,
    data: {},
    at: clock(),
    sentAt: realTime(),
    touched,
  }
  await Outbox.collection.insertOne(row, { session: tx })
}
