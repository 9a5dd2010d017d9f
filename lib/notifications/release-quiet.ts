import { Notification } from '#lib/model/notification.model.ts'
import { CHANNELS } from '#lib/model/notification-types.ts'
import { sendToChannel } from '#lib/notifications/queue-messages.ts'
import { clock } from '#lib/platform/clock.ts'
import type { NotificationId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { type HandedOut, handOut, pagesOf } from '#lib/work/hand-out.ts'
import type { Failures } from '#lib/work/work-off.ts'
import { workQueue } from '#lib/work/work-queues.ts'

const isDue = () => ({ notBefore: trusted({ $lte: clock() }) })

/** Hands out the notifications whose quiet hours are over. */
export function releaseQuiet(run: Run = UNLIMITED): Promise<HandedOut> {
  const due = Notification.find(isDue(), { _id: 1 }).sort({ notBefore: 1 })
  return handOut(workQueue, 'releaseQuiet', pagesOf(due.lean()), run)
}

/**
 * Sends the pushes and e-mails of notifications whose quiet hours are over. After a crash some may be sent again, with
 * the same ids. If a queue does not accept them, all of these are tried again.
 */
export async function releaseNotifications(ids: readonly string[]): Promise<Failures> {
  const quiet = await Notification.find({
    _id: trusted({ $in: ids.map((id) => objectId(id as NotificationId)) }),
    ...isDue(),
  }).lean()
  try {
    for (const channel of CHANNELS) await sendToChannel(channel, quiet)
    const sent = quiet.map(({ _id }) => _id)
    await Notification.updateMany(
      { _id: trusted({ $in: sent }) },
      { $set: { notBefore: null, heldBack: true } },
    )
    return new Map()
  } catch (error) {
    return new Map(ids.map((id) => [id, error]))
  }
}
