import { randomUUID } from 'node:crypto'
import { Connection, type ConnectionRecord } from '#lib/model/connection.model.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { addMs, realTime, SECOND } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { PRIMARY_ONLY, UNACKNOWLEDGED } from '#lib/platform/write-concerns.ts'
import { type Frame, postFrame } from '#lib/realtime/frame.ts'
import { frameOf, localeOf } from '#lib/realtime/notification-frame.ts'

/** When a lease ends if its holder crashed. A holder that is still sending extends it. */
const LEASE_MS = 20 * SECOND

/** A holder that has sent for so long extends its lease before it goes on: nobody takes it for dead. */
const EXTEND_AFTER_MS = LEASE_MS / 4

const PAGE_SIZE = 50

/**
 * The function that holds the lease of a socket, and the last number that it sent. The writes of leases need not wait for
 * replication: only if one is lost with its node are frames sent twice.
 */
export interface LeaseHolder {
  readonly connectionId: string
  readonly name: string
  readonly user: ConnectionRecord['user']
  through: number
  wanted: number
  /** When it was acquired or extended (real time). */
  since: Date
}

/**
 * Records that a socket has to be sent notifications up to a number, and acquires the lease if it is free. Returns null
 * if another function holds the lease, which then sends these too, or if the socket is gone or lost (lost-socket.ts): a
 * lease that has ended without being released is not free, since nobody knows what its holder has sent.
 */
export async function acquireLease(connectionId: string, wanted: number): Promise<LeaseHolder | null> {
  const name = randomUUID()
  const now = realTime()
  const isFree = { $eq: ['$sender', null] }
  const socket = await Connection.findOneAndUpdate(
    { _id: connectionId },
    [
      {
        $set: {
          wanted: { $max: ['$wanted', wanted] },
          sender: { $cond: [isFree, name, '$sender'] },
          busyUntil: { $cond: [isFree, addMs(now, LEASE_MS), '$busyUntil'] },
        },
      },
    ],
    { returnDocument: 'after', updatePipeline: true, ...PRIMARY_ONLY },
  ).lean()
  if (socket?.sender !== name) return null
  return { connectionId, name, user: socket.user, through: socket.through, wanted: socket.wanted, since: now }
}

/**
 * Acquires the leases of all sockets of a user that are free and lack this notification, in one write, and records that
 * they are to have it. A socket whose app may still ask for what it missed is left out. Returns the holder's name and when
 * it became one.
 */
export async function acquireLeases(
  userId: UserId,
  number: number,
): Promise<Pick<LeaseHolder, 'name' | 'since'>> {
  const name = randomUUID()
  const now = realTime()
  await Connection.collection.updateMany(
    {
      user: objectId(userId),
      expiresAt: { $gt: now },
      through: { $lt: number },
      sender: null,
      $or: [{ heldUntil: null }, { heldUntil: { $lte: now } }],
    },
    { $max: { wanted: number }, $set: { sender: name, busyUntil: addMs(now, LEASE_MS) } },
    PRIMARY_ONLY,
  )
  return { name, since: now }
}

/**
 * Records that these sockets were sent everything up to this number, and releases their leases. Whoever wants more by now
 * waits for that, and takes the lease. The answer is not waited for, which is a round trip less for each notification: a
 * release that is lost makes the socket a lost one, as the death of its holder does.
 */
export async function releaseLeases(
  name: string,
  sockets: readonly Pick<ConnectionRecord, '_id'>[],
  through: number,
): Promise<void> {
  await Connection.collection.updateMany(
    heldBy(name, sockets),
    { $set: { through, ...FREE } },
    UNACKNOWLEDGED,
  )
}

/** Releases leases of sockets that were sent nothing. */
export async function dropLeases(
  name: string,
  sockets: readonly Pick<ConnectionRecord, '_id'>[],
): Promise<void> {
  await Connection.collection.updateMany(heldBy(name, sockets), { $set: FREE }, PRIMARY_ONLY)
}

const FREE = { sender: null, busyUntil: /* @__PURE__ */ new Date(0) }

const heldBy = (name: string, sockets: readonly Pick<ConnectionRecord, '_id'>[]) => ({
  _id: { $in: sockets.map(({ _id }) => _id) as never[] }, // the driver takes ids for ObjectIds, and these are text
  sender: name,
})

/**
 * Sends notifications in order until all that are wanted are sent, then releases the lease. `inHand` is a notification
 * that need not be read from the database; `latest` returns the highest number that is wanted by then.
 */
export async function sendUntil(
  sender: LeaseHolder,
  inHand: { readonly number: number; readonly frame: Frame } | null = null,
  latest: () => number = () => 0,
): Promise<void> {
  for (;;) {
    sender.wanted = Math.max(sender.wanted, latest())
    if (sender.through < sender.wanted) {
      const next = inHand && sender.through + 1 === inHand.number
      const isOpen = next ? await sendOne(sender, inHand) : await sendPage(sender)
      if (!isOpen) return
    }
    if (sender.through >= sender.wanted && (await releaseIfDone(sender))) return
    if (!(await extendLease(sender))) return
  }
}

/** Releases the lease and stores how far the sender has come, so that the next sender continues there. */
export async function releaseLease({ connectionId, name, through }: LeaseHolder): Promise<void> {
  await Connection.updateOne(
    { _id: connectionId, sender: name },
    { $set: { through, ...FREE } },
    PRIMARY_ONLY,
  )
}

async function sendOne(
  sender: LeaseHolder,
  { number, frame }: { readonly number: number; readonly frame: Frame },
): Promise<boolean> {
  if (!(await postFrame(sender.connectionId, frame))) return false
  sender.through = number
  return true
}

async function sendPage(sender: LeaseHolder): Promise<boolean> {
  const missing = await Notification.find({ user: sender.user, number: trusted({ $gt: sender.through }) })
    .sort({ number: 1 })
    .limit(PAGE_SIZE)
    .lean()
  const locale = missing.length > 0 ? await localeOf(sender.user) : 'ar'
  for (const notification of missing) {
    if (isGettingOld(sender) && !(await extendLease(sender))) return false
    const isOpen = await sendOne(sender, {
      number: notification.number,
      frame: frameOf(notification, locale),
    })
    if (!isOpen) return false
  }
  if (missing.length < PAGE_SIZE) sender.through = Math.max(sender.through, sender.wanted) // the rest does not exist
  return true
}

const isGettingOld = ({ since }: LeaseHolder): boolean => addMs(since, EXTEND_AFTER_MS) < realTime()

/** Releases the lease, unless more notifications are wanted meanwhile. Returns whether it did. */
async function releaseIfDone({ connectionId, name, through }: LeaseHolder): Promise<boolean> {
  const { matchedCount } = await Connection.updateOne(
    { _id: connectionId, sender: name, wanted: trusted({ $lte: through }) },
    { $set: { through, ...FREE } },
    PRIMARY_ONLY,
  )
  return matchedCount === 1
}

/** Extends the lease. Returns false if the socket is gone or the lease is lost. */
async function extendLease(sender: LeaseHolder): Promise<boolean> {
  const now = realTime()
  const socket = await Connection.findOneAndUpdate(
    { _id: sender.connectionId, sender: sender.name },
    { $set: { through: sender.through, busyUntil: addMs(now, LEASE_MS) } },
    { returnDocument: 'after', projection: { wanted: 1 }, ...PRIMARY_ONLY },
  ).lean()
  sender.wanted = socket?.wanted ?? 0
  sender.since = now
  return socket !== null
}
