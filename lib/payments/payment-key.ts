import type { PaymentKey } from '#lib/gateways/payments/payments.ts'
import type { PaymentRecord } from '#lib/model/payment.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'

/** What identifies a payment of ours at its gateway. */
export const paymentKeyOf = ({ _id, reference, gatewayPaymentId, amount }: PaymentRecord): PaymentKey => ({
  paymentId: idOf<'Payment'>(_id),
  reference,
  gatewayPaymentId: gatewayPaymentId ?? null,
  amount: asPiastres(amount),
})
