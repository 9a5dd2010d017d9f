import type { PushMessage } from '#lib/events/channel-messages.ts'
import type { Push, PushOutcome } from '#lib/gateways/push/push.ts'
import { sendPush } from '#lib/gateways/push/send-push.ts'
import { Device } from '#lib/model/device.model.ts'
import { Notification, type NotificationRecord } from '#lib/model/notification.model.ts'
import { devicesOf, type PushDevice } from '#lib/notifications/push-devices.ts'
import { recipientOf } from '#lib/notifications/recipient.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import { type Id, idOf, type UserId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { objectId } from '#lib/platform/mongo.ts'

/**
 * Push a notification to every device of its user on which they are logged in:
 * 1. each device is tried by itself, and what became of it is kept: a device that has the push is not tried again. After
 *    a crash it may be, but with the same id and collapse key, so the app drops it
 * 2. a device whose token the push service names as dead is deleted, and no other
 * 3. a push that is refused for good is given up; the device stays
 * 4. if a device could not be reached, the message returns to its queue, for this device alone
 * Logs the time from the event to the push service's response, in ms. It is the metric for the promised 5 s.
 */
export async function deliverPush({ notificationId, userId }: PushMessage): Promise<void> {
  const notification = await Notification.findById(objectId(notificationId as Id<'Notification'>)).lean()
  if (!notification || notification.pushedAt) return
  const wanted = { type: notification.type, channel: 'push' } as const
  const [recipient, devices] = await Promise.all([
    recipientOf(userId as UserId, wanted),
    devicesOf(userId as UserId),
  ])
  if (!recipient) return
  const { pushedTo = [], words } = notification
  const waiting = devices.filter(({ _id }) => !pushedTo.some((done) => done.equals(_id)))
  const { title, message } = words[recipient.locale]
  const outcomes = await Promise.allSettled(
    waiting.map((device) =>
      pushTo(device, pushOf(notification, { token: device.token, title, body: message })),
    ),
  )
  const done = waiting.filter((_, place) => outcomes[place]?.status === 'fulfilled')
  const lost = outcomes.find((outcome) => outcome.status === 'rejected')
  const isAccepted = outcomes.some(
    (outcome) => outcome.status === 'fulfilled' && outcome.value === 'accepted',
  )
  const latency = isAccepted ? latencyOf(notification) : {}
  await Notification.updateOne(
    { _id: notification._id },
    lost
      ? { $addToSet: { pushedTo: { $each: done.map(({ _id }) => _id) } }, $set: latency }
      : { $set: { pushedAt: realTime(), ...latency }, $unset: { pushedTo: 1 } },
  )
  if (latency.pushLatencyMs !== undefined) log.info('push accepted', { ms: latency.pushLatencyMs })
  if (lost) throw lost.reason
}

async function pushTo({ _id }: PushDevice, push: Push): Promise<PushOutcome> {
  const outcome = await sendPush(push)
  if (outcome === 'dead') await Device.deleteOne({ _id, token: push.token })
  return outcome
}

const pushOf = (
  { _id, type, data }: NotificationRecord,
  rest: Pick<Push, 'token' | 'title' | 'body'>,
): Push => {
  const notificationId = idOf<'Notification'>(_id)
  return { ...rest, data: { ...data, type, notificationId }, collapseKey: notificationId }
}

/**
 * From the event until the first device's push was accepted, by the same clock for both, for the report on service
 * levels. A push that quiet hours kept until the morning was meant to be late, so it says nothing.
 */
function latencyOf({ createdAt, pushLatencyMs, heldBack }: NotificationRecord): Partial<NotificationRecord> {
  if (pushLatencyMs !== undefined || heldBack) return {}
  const now = clock()
  return { pushLatencyMs: Math.max(0, now.getTime() - createdAt.getTime()), uncounted: true }
}
