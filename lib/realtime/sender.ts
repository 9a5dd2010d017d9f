import { randomUUID } from 'node:crypto'
import { Notification } from '#lib/notifications/notification.model.ts'
import { SECOND, after, realTime } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { Connection, type ConnectionRecord } from '#lib/realtime/connection.model.ts'
import { postFrame, type Frame } from '#lib/realtime/frame.ts'
import { frameOf, localeOf } from '#lib/realtime/notification-frame.ts'

/** A sender that died is taken for gone after this; one that lives says so with every page. */
const LEASE = 20 * SECOND

const PAGE = 50

/** Where a sending is lost with the machine that kept it, frames come twice: these writes need not wait for others. */
const LIGHTLY = { writeConcern: { w: 1 } } as const

/** The one who sends to a socket now, and how far he has come. */
export interface Sender {
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
export async function becomeSender(connectionId: string, wanted: number): Promise<Sender | null> {
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
          busyUntil: { $cond: [free, after(now, LEASE), '$busyUntil'] },
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
  sender: Sender,
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
export async function stepBack({ connectionId, name, through }: Sender): Promise<void> {
  await Connection.updateOne(
    { _id: connectionId, sender: name },
    { $set: { through, sender: null, busyUntil: new Date(0) } },
    LIGHTLY,
  )
}

async function sendOne(
  sender: Sender,
  { number, frame }: { readonly number: number; readonly frame: Frame },
): Promise<boolean> {
  if (!(await postFrame(sender.connectionId, frame))) return false
  sender.through = number
  return true
}

async function sendPage(sender: Sender): Promise<boolean> {
  const missing = await Notification.find({ user: sender.user, number: trusted({ $gt: sender.through }) })
    .sort({ number: 1 })
    .limit(PAGE)
    .lean()
  const locale = missing.length > 0 ? await localeOf(sender.user) : 'ar'
  for (const notification of missing) {
    const there = await sendOne(sender, { number: notification.number, frame: frameOf(notification, locale) })
    if (!there) return false
  }
  if (missing.length < PAGE) sender.through = Math.max(sender.through, sender.wanted) // what is not there cannot be sent
  return true
}

/** Ends the sending, unless more was asked for meanwhile. */
async function finish({ connectionId, name, through }: Sender): Promise<boolean> {
  const { matchedCount } = await Connection.updateOne(
    { _id: connectionId, sender: name, wanted: trusted({ $lte: through }) },
    { $set: { through, sender: null, busyUntil: new Date(0) } },
    LIGHTLY,
  )
  return matchedCount === 1
}

/** Says that one still sends; false where the socket is gone or another took over. */
async function goOn(sender: Sender): Promise<boolean> {
  const socket = await Connection.findOneAndUpdate(
    { _id: sender.connectionId, sender: sender.name },
    { $set: { through: sender.through, busyUntil: after(realTime(), LEASE) } },
    { returnDocument: 'after', projection: { wanted: 1 }, ...LIGHTLY },
  ).lean()
  sender.wanted = socket?.wanted ?? 0
  return socket !== null
}
