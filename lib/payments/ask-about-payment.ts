import { Payment } from '#lib/model/payment.model.ts'
import { CLOSED, PENDING } from '#lib/model/payment-status.ts'
import { queryPayment, wasAskedSince } from '#lib/payments/query-gateway.ts'
import type { PaymentId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import type { GatewayQuery } from '#lib/work/work-messages.ts'

/** Queries the gateway about a payment that is pending, failed or expired, and applies what it answers. */
export async function askAboutPayment(
  paymentId: PaymentId,
  { handedOutAt }: Pick<GatewayQuery, 'handedOutAt'>,
): Promise<boolean> {
  const status = trusted({ $in: [...PENDING, ...CLOSED] })
  const payment = await Payment.findOne({ _id: paymentId, status }).lean()
  if (!payment || wasAskedSince(payment, handedOutAt)) return false
  await queryPayment(payment)
  return true
}
