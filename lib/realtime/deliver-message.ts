import { setTimeout as wait } from 'node:timers/promises'
import { Types } from 'mongoose'
import { readMessages } from '#lib/messages/message.view.ts'
import { type MessageFrame, messageFrameOf } from '#lib/messages/message-frame.ts'
import { addMs, HOUR, realTime, SECOND } from '#lib/platform/clock.ts'
import type { JobId, UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import {
  acquireMessageLease,
  extendMessageLease,
  leaveMessageLease,
  type MessageLease,
  releaseMessageLease,
  releaseMessageLeaseIfDone,
  sentThrough,
} from '#lib/realtime/message-lease.ts'

/** A message that was overtaken by a later one is sent before it, unless it is older than this. The list has it. */
const MAX_AGE_MS = 12 * HOUR

/** How many messages are sent at once, at most. */
const PAGE_SIZE = 50

/** How long to wait for the sender of another process before the queue's message returns to its queue. */
const WAIT_MS = 2 * SECOND
const POLL_MS = 20

/** The frames of one thread, for one of its two users. */
interface ThreadOfUser {
  readonly key: string
  readonly job: JobId
  readonly user: UserId
  readonly other: UserId
}

/** What a thread's frames are brought to: the sockets of one user. */
interface Sockets {
  /** Brings one frame to all of them. */
  readonly send: (frame: MessageFrame) => Promise<void>
  readonly closeSockets: () => Promise<void>
}

/**
 * Sends a user the frame of a message, and before it the messages of its thread that it has overtaken in the queues.
 * One function at a time sends the frames of a thread to a user, so they arrive in the order of their numbers, and a
 * frame that the queue delivers twice is sent once. If the one before has died, nobody knows what it has sent: the
 * sockets are closed, and their apps read the thread over HTTP.
 */
export async function deliverMessage(userId: UserId, frame: MessageFrame, sockets: Sockets): Promise<void> {
  const { jobId, from, to, number } = frame.data
  const other = from.id === userId ? to.id : from.id
  const thread: ThreadOfUser = {
    key: `${jobId}:${userId}:${other}`,
    job: jobId as JobId,
    user: userId,
    other: other as UserId,
  }
  const lease = await acquireMessageLease(thread.key, number)
  if (!lease.isHeld) return waitForHolder(lease, number)
  if (lease.wasLeft) await closeAfterDeath(lease, sockets)
  try {
    await sendUntilDone(lease, thread, frame, sockets.send)
  } catch (error) {
    await releaseMessageLease(lease)
    throw error
  }
}

/** Where they cannot be closed now, the lease is left as it was found, and the message comes again. */
async function closeAfterDeath(lease: MessageLease, { closeSockets }: Sockets): Promise<void> {
  await closeSockets().catch(async (error: unknown) => {
    await leaveMessageLease(lease)
    throw error
  })
}

async function sendUntilDone(
  lease: MessageLease,
  thread: ThreadOfUser,
  inHand: MessageFrame,
  send: (frame: MessageFrame) => Promise<void>,
): Promise<void> {
  for (;;) {
    const frames =
      lease.wanted === lease.through + 1 && inHand.data.number === lease.wanted
        ? [inHand]
        : await missingFrames(thread, lease)
    for (const frame of frames) {
      await send(frame)
      lease.through = frame.data.number
    }
    if (frames.length < PAGE_SIZE) lease.through = Math.max(lease.through, lease.wanted) // the rest is too old
    if (lease.through >= lease.wanted && (await releaseMessageLeaseIfDone(lease))) return
    if (!(await extendMessageLease(lease))) return
  }
}

async function missingFrames(
  { job, user, other }: ThreadOfUser,
  { through, wanted }: MessageLease,
): Promise<MessageFrame[]> {
  if (through >= wanted) return []
  const oldest = Types.ObjectId.createFromTime(addMs(realTime(), -MAX_AGE_MS).getTime() / 1000)
  const messages = await readMessages([
    {
      $match: {
        job: objectId(job),
        craftsman: { $in: [objectId(user), objectId(other)] },
        number: { $gt: through, $lte: wanted },
        _id: { $gte: oldest },
      },
    },
    { $sort: { number: 1 } },
    { $limit: PAGE_SIZE },
  ])
  return messages.map(messageFrameOf)
}

/** The holder may have crashed, and then nobody sends the rest: the queue's message comes again. */
async function waitForHolder({ key, through }: MessageLease, number: number): Promise<void> {
  let sent = through
  for (let waited = 0; sent < number && waited < WAIT_MS; waited += POLL_MS) {
    await wait(POLL_MS)
    sent = await sentThrough(key)
  }
  if (sent < number) throw new Error('the frames before this message have not been sent yet')
}
