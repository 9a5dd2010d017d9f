import * as z from 'zod'
import { GATEWAYS, PAYMENT_METHODS } from '#lib/money/gateways.ts'
import { PAYMENT_STATUSES } from '#lib/payments/payment-status.ts'
import { REFUND_STATUSES } from '#lib/payments/refund-status.ts'
import { id, idView, instantView, listOf, paging, piastresView } from '#lib/platform/border.ts'
import type { JobId, PaymentId, RefundId } from '#lib/platform/ids.ts'

export const paymentParams = z.object({ paymentId: id<PaymentId>() })
export const refundParams = z.object({ refundId: id<RefundId>() })

/** How to pay: Stripe takes cards; Fawry its outlets (a reference, unless said otherwise), wallets and cards. */
export const wayToPay = {
  gateway: z.enum(GATEWAYS),
  method: z.enum(PAYMENT_METHODS).optional(),
}

export const newPayment = z.strictObject({ jobId: id<JobId>(), ...wayToPay })

export const paymentView = z
  .strictObject({
    id: idView,
    jobId: idView.optional(),
    contractId: idView.optional(),
    reference: z.string(),
    amount: piastresView,
    gateway: z.enum(GATEWAYS),
    status: z.enum(PAYMENT_STATUSES),
    createdAt: instantView,
  })
  .meta({ id: 'Payment' })

/** What an app needs to let its user pay: what the gateway gave for it. */
export const begunPaymentView = z
  .strictObject({
    payment: paymentView,
    clientSecret: z.string().optional().describe('Stripe: for its payment sheet'),
    fawryReference: z.string().optional().describe('Fawry: the number to pay at any outlet'),
    redirectUrl: z.string().optional().describe('Where to send the browser'),
    expiresAt: instantView,
  })
  .meta({ id: 'BegunPayment' })

export const refundView = z
  .strictObject({
    id: idView,
    paymentId: idView,
    jobId: idView.optional(),
    amount: piastresView,
    status: z.enum(REFUND_STATUSES),
    createdAt: instantView,
  })
  .meta({ id: 'Refund' })

export const refundList = listOf(refundView)
export const refundSearch = z.object(paging)
