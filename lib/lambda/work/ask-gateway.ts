import type { PayoutProvider } from '#lib/gateways/payouts/payouts.ts'
import { askAboutPayment } from '#lib/payments/ask-about-payment.ts'
import { expirePayment } from '#lib/payments/expire-payment.ts'
import { sendRefund } from '#lib/payments/send-refund.ts'
import { followPayout } from '#lib/payouts/send-payout.ts'
import type { PayoutId } from '#lib/platform/ids.ts'
import type { GatewayQuery } from '#lib/work/work-messages.ts'
import { each, workOff } from '#lib/work/work-off.ts'
import { queryQueue } from '#lib/work/work-queues.ts'

/** Asks gateways about what they did not answer or have not decided yet. */
export const askGateway = (message: GatewayQuery, provider?: PayoutProvider): Promise<void> =>
  workOff(queryQueue, message, {
    followPayout: each((id: PayoutId, query: GatewayQuery) => followPayout(id, query, provider)),
    followRefund: each(sendRefund),
    askAboutPayment: each(askAboutPayment),
    expirePayment: each(expirePayment),
  })
