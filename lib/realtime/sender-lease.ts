import { randomUUID } from 'node:crypto'
import { Connection, type ConnectionRecord } from '#lib/model/connection.model.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { addMs, realTime, SECOND } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { type Frame, postFrame } from '#lib/realtime/frame.ts'
import { frameOf, localeOf } from '#lib/realtime/notification-frame.ts'

/** A sender that died is taken for gone after this; one that lives says so with every page. */
const LEASE_MS = 20 * SECOND

const PAGE_SIZE = 50

/** Where a sending is lost with the machine that kept it, frames come twice: these writes need not wait for others. */
const LIGHTLY = { writeConcern: { w: 1 } } as const

/** The function that holds the lease on a socket now, and the last number that it sent. */
export interface LeaseHolder {
  readonly connectionId: string
  readonly name: string
  readonly user: ConnectionRecord['user']
  through: number
  wanted: number
}

/**
 * Notes that a socket is to be sent notifications up to a number, and takes the sending if nobody has it;
 * null where somebody has, who then sends these as well, and where the socket is gone.
 */
export async function acquireLease(connectionId: string, wanted: number): Promise<LeaseHolder | null> {
  const name = randomUUID()
  const now = realTime()
  const free = { $lte: ['$busyUntil', now] }
  const socket = await Connection.findOneAndUpdate(
    { _id: connectionId },
    [
      {
        $set: {
          wanted: { $max: ['$wanted', wanted] },
          sender: { $cond: [free, name, '$sender'] },
          busyUntil: { $cond: [free, addMs(now, LEASE_MS), '$busyUntil'] },
        },
      },
    ],
    { returnDocument: 'after', updatePipeline: true, ...LIGHTLY },
  ).lean()
  if (socket?.sender !== name) return null
  return { connectionId, name, user: socket.user, through: socket.through, wanted: socket.wanted }
}

/**
 * Sends what is wanted, in order, until nothing is and the sending is given up. `inHand` saves a read; `latest`
 * is what is wanted by then.
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
      const there = next ? await sendOne(sender, inHand) : await sendPage(sender)
      if (!there) return
    }
    if (sender.through >= sender.wanted && (await finish(sender))) return
    if (!(await goOn(sender))) return
  }
}

/** Gives the sending up as far as it has come, so that whoever tries again goes on there. */
export async function releaseLease({ connectionId, name, through }: LeaseHolder): Promise<void> {
  await Connection.updateOne(
    { _id: connectionId, sender: name },
    { $set: { through, sender: null, busyUntil: new Date(0) } },
    LIGHTLY,
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
    const there = await sendOne(sender, { number: notification.number, frame: frameOf(notification, locale) })
    if (!there) return false
  }
  if (missing.length < PAGE_SIZE) sender.through = Math.max(sender.through, sender.wanted) // what is not there cannot be sent
  return true
}

/** Ends the sending, unless more was asked for meanwhile. */
async function finish({ connectionId, name, through }: LeaseHolder): Promise<boolean> {
  const { matchedCount } = await Connection.updateOne(
    { _id: connectionId, sender: name, wanted: trusted({ $lte: through }) },
    { $set: { through, sender: null, busyUntil: new Date(0) } },
    LIGHTLY,
  )
  return matchedCount === 1
}

/** Says that one still sends; false where the socket is gone or another took over. */
async function goOn(sender: LeaseHolder): Promise<boolean> {
  const socket = await Connection.findOneAndUpdate(
    { _id: sender.connectionId, sender: sender.name },
    { $set: { through: sender.through, busyUntil: addMs(realTime(), LEASE_MS) } },
    { returnDocument: 'after', projection: { wanted: 1 }, ...LIGHTLY },
  ).lean()
  sender.wanted = socket?.wanted ?? 0
  return socket !== null
}
