import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { sendUnbookedRefunds } from '#lib/payments/send-unbooked-refunds.ts'

export const handler = scheduleHandler(schedules.sendRefunds, async () => {
  const [ours, unbooked] = [await sendRefunds(), await sendUnbookedRefunds()]
  return { sent: ours.sent + unbooked.sent, failed: ours.failed + unbooked.failed }
})
