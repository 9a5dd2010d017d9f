import { sendPush, type Push } from '#lib/gateways/push/push.ts'
import { Device } from '#lib/notifications/device.model.ts'
import { Notification, type NotificationRecord } from '#lib/notifications/notification.model.ts'
import type { PushMessage } from '#lib/notifications/queue-messages.ts'
import { realTime } from '#lib/platform/clock.ts'
import { idOf, type Id } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { readerOf } from '#lib/notifications/reader.ts'

/**
 * Push one notification to each device of its user:
 * 1. what was pushed before is not pushed again; after a crash in between it may be, with the same id and collapse
 *    key, by which the app drops it
 * 2. devices whose app is gone are forgotten
 * 3. a device that could not be reached sends the message back to its queue; the others got it
 * Logs how long it took from the queue to the service's word, in ms: the metric of the promise of 5 s.
 */
export async function deliverPush({ notificationId, userId }: PushMessage): Promise<void> {
  const notification = await Notification.findById(objectId(notificationId as Id<'Notification'>)).lean()
  if (!notification || notification.pushedAt) return
  const user = objectId(userId as Id<'User'>)
  const [reader, devices] = await Promise.all([
    readerOf(userId as Id<'User'>),
    Device.find({ user }, { token: 1 }).lean(),
  ])
  if (!reader) return
  const { title, message } = notification.words[reader.locale]
  const outcomes = await Promise.allSettled(
    devices.map(async ({ token }) => {
      const outcome = await sendPush(pushOf(notification, { token, title, body: message }))
      if (outcome === 'dead') await Device.deleteOne({ token, user })
      return outcome
    }),
  )
  const lost = outcomes.find((outcome) => outcome.status === 'rejected')
  if (lost) throw lost.reason
  await Notification.updateOne({ _id: notification._id }, { $set: { pushedAt: realTime() } })
  if (outcomes.some((outcome) => outcome.status === 'fulfilled' && outcome.value === 'accepted')) {
    logLatency(notification)
  }
}

const pushOf = (
  { _id, type, data }: NotificationRecord,
  rest: Pick<Push, 'token' | 'title' | 'body'>,
): Push => {
  const notificationId = idOf<'Notification'>(_id)
  return { ...rest, data: { ...data, type, notificationId }, collapseKey: notificationId }
}

function logLatency({ queuedAt }: NotificationRecord): void {
  if (queuedAt) log.info('push accepted', { ms: realTime().getTime() - queuedAt.getTime() })
}
