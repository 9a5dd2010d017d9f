import { applyBanWork } from '#lib/administration/apply-ban-work.ts'
import type { PayoutProvider } from '#lib/gateways/payouts/payouts.ts'
import { sendRefund } from '#lib/payments/send-refund.ts'
import { sendUnbookedRefund } from '#lib/payments/send-unbooked-refund.ts'
import { sendPayout } from '#lib/payouts/send-payout.ts'
import type { PayoutId } from '#lib/platform/ids.ts'
import type { GatewayOrder } from '#lib/work/work-messages.ts'
import { each, workOff } from '#lib/work/work-off.ts'
import { orderQueue } from '#lib/work/work-queues.ts'

/** Sends to gateways what they have not been told yet. */
export const sendOrder = (message: GatewayOrder, provider?: PayoutProvider): Promise<void> =>
  workOff(orderQueue, message, {
    sendPayout: each((id: PayoutId) => sendPayout(id, provider)),
    sendRefund: each(sendRefund),
    sendUnbookedRefund: each(sendUnbookedRefund),
    applyBanWork: each(applyBanWork),
  })
