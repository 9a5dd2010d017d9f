import { Notification } from '#lib/model/notification.model.ts'
import { sendToChannels } from '#lib/notifications/queue-messages.ts'
import { clock } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** Sends the pushes and e-mails whose quiet hours are over. After a crash one may be sent again, with the same id. */
export async function releaseQuiet(): Promise<{ released: number }> {
  let released = 0
  for await (const notification of Notification.find({ notBefore: trusted({ $lte: clock() }) })
    .sort({ notBefore: 1 })
    .lean()
    .cursor()) {
    await sendToChannels(notification)
    await Notification.updateOne({ _id: notification._id }, { $set: { notBefore: null } })
    released += 1
  }
  return { released }
}
