import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { sendUnbookedRefunds } from '#lib/payments/send-unbooked-refunds.ts'

export const handler = scheduleHandler(schedules.sendRefunds, async (run) => {
  const [ours, unbooked] = [await sendRefunds(run), await sendUnbookedRefunds(run)]
  return { handedOut: ours.handedOut + unbooked.handedOut, more: ours.more || unbooked.more }
})
