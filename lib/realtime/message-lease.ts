import { randomUUID } from 'node:crypto'
import { MessageDelivery } from '#lib/model/message-delivery.model.ts'
import { addMs, DAY, realTime, SECOND } from '#lib/platform/clock.ts'
import { isDuplicate, trusted } from '#lib/platform/mongo.ts'
import { PRIMARY_ONLY } from '#lib/platform/write-concerns.ts'

/** When a lease ends if its holder crashed: longer than the function that delivers may run. */
const LEASE_MS = 15 * SECOND

/** How long the record is kept after the last message. Frames that are older are not sent any more in any case. */
const RETENTION_MS = DAY

/**
 * How far the frames of a thread were sent to a user, as this call has found it, and whether it holds the lease. Its writes
 * need not wait for replication: only if one is lost with its node are frames sent twice.
 */
export interface MessageLease {
  readonly key: string
  readonly name: string
  readonly isHeld: boolean
  /** Whether its holder before has not released it, and so has died. */
  readonly wasLeft: boolean
  through: number
  wanted: number
}

/**
 * Records that a user has to be sent a thread's messages up to a number, and acquires the lease if it is free. If
 * another function holds it, that function sends these too.
 */
export async function acquireMessageLease(key: string, number: number): Promise<MessageLease> {
  const name = randomUUID()
  const record = await upsert(key, number, name).catch((error: unknown) => {
    if (isDuplicate(error)) return upsert(key, number, name) // another one has just made the record
    throw error
  })
  const { through, wanted, wasLeft = false } = record
  return { key, name, isHeld: record.sender === name, wasLeft, through, wanted }
}

function upsert(key: string, number: number, name: string) {
  const now = realTime()
  const isFree = { $lte: [{ $ifNull: ['$busyUntil', now] }, now] }
  return MessageDelivery.findOneAndUpdate(
    { _id: key },
    [
      {
        $set: {
          through: { $ifNull: ['$through', 0] },
          wanted: { $max: [{ $ifNull: ['$wanted', 0] }, number] },
          sender: { $cond: [isFree, name, '$sender'] },
          busyUntil: { $cond: [isFree, addMs(now, LEASE_MS), '$busyUntil'] },
          wasLeft: { $and: [isFree, { $ne: [{ $ifNull: ['$sender', null] }, null] }] },
          expiresAt: addMs(now, RETENTION_MS),
        },
      },
    ],
    { upsert: true, returnDocument: 'after', updatePipeline: true, ...PRIMARY_ONLY },
  )
    .lean()
    .orFail()
}

/** Releases the lease and stores how far its holder has come, so that the next one goes on there. */
export async function releaseMessageLease({ key, name, through }: MessageLease): Promise<void> {
  await MessageDelivery.updateOne({ _id: key, sender: name }, released(through), PRIMARY_ONLY)
}

/** Releases the lease, unless more is wanted meanwhile. Returns whether it did. */
export async function releaseMessageLeaseIfDone({ key, name, through }: MessageLease): Promise<boolean> {
  const { matchedCount } = await MessageDelivery.updateOne(
    { _id: key, sender: name, wanted: trusted({ $lte: through }) },
    released(through),
    PRIMARY_ONLY,
  )
  return matchedCount === 1
}

/** Gives the lease up as one whose holder has died: the next one finds it so. */
export async function leaveMessageLease({ key, name }: MessageLease): Promise<void> {
  await MessageDelivery.updateOne({ _id: key, sender: name }, { $set: { busyUntil: new Date(0) } })
}

const released = (through: number) => ({ $set: { through, sender: null, busyUntil: new Date(0) } })

/** Extends the lease and reads what is wanted by now. Returns false if the lease is lost. */
export async function extendMessageLease(lease: MessageLease): Promise<boolean> {
  const record = await MessageDelivery.findOneAndUpdate(
    { _id: lease.key, sender: lease.name },
    { $set: { through: lease.through, busyUntil: addMs(realTime(), LEASE_MS) } },
    { returnDocument: 'after', ...PRIMARY_ONLY },
  ).lean()
  lease.wanted = record?.wanted ?? 0
  return record !== null
}

/** How far the frames of a thread were sent to a user by now. */
export async function sentThrough(key: string): Promise<number> {
  return (await MessageDelivery.findById(key, { through: 1 }).lean())?.through ?? 0
}
