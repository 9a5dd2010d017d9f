import type { PaymentKey } from '#lib/gateways/payments/payments.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import type { PaymentRecord } from '#lib/payments/payment.model.ts'
import { idOf } from '#lib/platform/ids.ts'

/** What a gateway finds a payment of ours by. */
export const keyOf = ({ _id, reference, gatewayPaymentId, amount }: PaymentRecord): PaymentKey => ({
  paymentId: idOf<'Payment'>(_id),
  reference,
  gatewayPaymentId: gatewayPaymentId ?? null,
  amount: asPiastres(amount),
})
