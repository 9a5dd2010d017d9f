import mongoose from 'mongoose'
import { GENESIS, hashOfContent, hashOfSeal, type StoredEntry } from '#lib/activity/entry-hash.ts'
import { logActivity } from '#lib/activity/log-activity.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { ActivitySeal } from '#lib/model/activity-seal.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'

/** Past the application's own collections, which refuse every change. */
export const seals = () =>
  ActivitySeal.collection as unknown as mongoose.mongo.Collection<Record<string, unknown>>
export const entries = () =>
  ActivityLog.collection as unknown as mongoose.mongo.Collection<Record<string, unknown>>

const someone = newId<'User'>()

/** An entry of the log, in the caller's transaction. */
export const logIn = (tx: mongoose.ClientSession, number: number): Promise<void> =>
  logActivity(tx, {
    actor: someone,
    action: 'job.create',
    target: { kind: 'Job', id: newId<'Job'>() },
    details: { number },
  })

/** An entry of the log, in a transaction of its own. */
export const logOne = (number: number): Promise<void> => inTransaction((tx) => logIn(tx, number))

/** Many entries at once, as their transactions would leave them. */
export const logMany = (count: number) =>
  ActivityLog.insertMany(
    Array.from({ length: count }, (_, number) => ({
      actor: new mongoose.Types.ObjectId(someone),
      action: 'job.create' as const,
      target: { kind: 'Job', id: new mongoose.Types.ObjectId() },
      details: { number, note: `entry ${number}` },
      at: clock(),
    })),
  )

/** The seal with this number. */
export const sealOf = async (number: number) =>
  (await seals().findOne({ _id: number } as object)) as never as {
    entry: mongoose.Types.ObjectId
    content: string
    previous: string
    hash: string
    arrived: mongoose.mongo.Timestamp
  }
/** What somebody with the rights of an administrator of the database does, who knows how the chain is made. */
export async function writeAnew(from: number, to: number): Promise<void> {
  for (let number = from; number <= to; number += 1) {
    const seal = await sealOf(number)
    const entry = (await entries().findOne({ _id: seal.entry })) as unknown as StoredEntry
    const previous = number === 1 ? GENESIS : (await sealOf(number - 1)).hash
    const content = hashOfContent(entry)
    const hash = hashOfSeal({ number, entry: seal.entry, content, previous })
    await seals().updateOne({ _id: number } as object, { $set: { content, previous, hash } })
  }
}
