import type { PaymentKey } from '#lib/gateways/payments/payments.ts'
import type { PaymentRecord } from '#lib/model/payment.model.ts'
import { receivedFor } from '#lib/model/payment-status.ts'
import { idOf } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'

/** What identifies a payment of ours at its gateway. */
export const paymentKeyOf = (payment: PaymentRecord): PaymentKey => ({
  paymentId: idOf<'Payment'>(payment._id),
  reference: payment.reference,
  gatewayPaymentId: payment.gatewayPaymentId ?? null,
  amount: asPiastres(receivedFor(payment)),
})
