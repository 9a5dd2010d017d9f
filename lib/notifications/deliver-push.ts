import type { PushMessage } from '#lib/events/channel-messages.ts'
import type { Push } from '#lib/gateways/push/push.ts'
import { sendPush } from '#lib/gateways/push/send-push.ts'
import { Device } from '#lib/model/device.model.ts'
import { Notification, type NotificationRecord } from '#lib/model/notification.model.ts'
import { recipientOf } from '#lib/notifications/recipient.ts'
import { realTime } from '#lib/platform/clock.ts'
import { type Id, idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { objectId } from '#lib/platform/mongo.ts'

/**
 * Push a notification to every device of its user:
 * 1. what was pushed before is not pushed again; after a crash it may be, but with the same id and collapse key, so the
 *    app drops it
 * 2. devices on which the app is no longer installed are deleted
 * 3. if a device could not be reached, the message returns to its queue; the other devices have got it
 * Logs the time from the queue to the push service's response, in ms. It is the metric for the promised 5 s.
 */
export async function deliverPush({ notificationId, userId }: PushMessage): Promise<void> {
  const notification = await Notification.findById(objectId(notificationId as Id<'Notification'>)).lean()
  if (!notification || notification.pushedAt) return
  const user = objectId(userId as Id<'User'>)
  const [recipient, devices] = await Promise.all([
    recipientOf(userId as Id<'User'>),
    Device.find({ user }, { token: 1 }).lean(),
  ])
  if (!recipient) return
  const { title, message } = notification.words[recipient.locale]
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
