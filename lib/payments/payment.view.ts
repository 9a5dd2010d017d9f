import type * as z from 'zod'
import type { PaymentRecord } from '#lib/model/payment.model.ts'
import type { RefundRecord } from '#lib/model/refund.model.ts'
import type { paymentView, refundView, startedPaymentView } from '#lib/payments/payment.schemas.ts'
import { idOf } from '#lib/platform/ids.ts'

export const toPaymentView = (payment: PaymentRecord): z.input<typeof paymentView> => ({
  id: idOf<'Payment'>(payment._id),
  ...(payment.job && { jobId: idOf<'Job'>(payment.job) }),
  ...(payment.contract && { contractId: idOf<'Contract'>(payment.contract) }),
  reference: payment.reference,
  amount: payment.amount,
  gateway: payment.gateway,
  status: payment.status,
  createdAt: payment.createdAt.toISOString(),
})

export function toStartedPaymentView(payment: PaymentRecord): z.input<typeof startedPaymentView> {
  const { clientSecret, fawryReference, redirectUrl } = payment.checkout ?? {}
  return {
    payment: toPaymentView(payment),
    ...(clientSecret && { clientSecret }),
    ...(fawryReference && { fawryReference }),
    ...(redirectUrl && { redirectUrl }),
    expiresAt: payment.expiresAt.toISOString(),
  }
}

export const toRefundView = (
  refund: Omit<RefundRecord, 'payer' | 'account'>,
): z.input<typeof refundView> => ({
  id: idOf<'Refund'>(refund._id),
  paymentId: idOf<'Payment'>(refund.payment),
  ...(refund.job && { jobId: idOf<'Job'>(refund.job) }),
  amount: refund.amount,
  status: refund.status,
  createdAt: refund.createdAt.toISOString(),
})
