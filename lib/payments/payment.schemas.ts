import * as z from 'zod'
import { GATEWAYS, PAYMENT_METHODS } from '#lib/model/gateway-names.ts'
import { CHARGEBACK_FAULTS, PAYMENT_STATUSES } from '#lib/model/payment-status.ts'
import { REFUND_STATUSES } from '#lib/model/refund-status.ts'
import { id, idView, instantView, piastresView, price } from '#lib/platform/api-schemas.ts'
import type { JobId, PaymentId, RefundId } from '#lib/platform/ids.ts'
import { listOf, listQuery } from '#lib/platform/paging.ts'
import { text } from '#lib/platform/text.ts'

export const paymentParams = z.object({ paymentId: id<PaymentId>() })
export const refundParams = z.object({ refundId: id<RefundId>() })

/** How to pay. Stripe takes cards. Fawry takes a reference at its outlets (the default), mobile wallets and cards. */
const gatewayChoice = {
  gateway: z.enum(GATEWAYS),
  method: z.enum(PAYMENT_METHODS).optional(),
}

export const newPayment = z.strictObject({ jobId: id<JobId>(), ...gatewayChoice })

/** A top-up pays the fees that are owed first. */
export const newTopUp = z.strictObject({ amount: price, ...gatewayChoice })

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

/** What an app needs to let its user pay, as the gateway returned it. */
export const startedPaymentView = z
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
export const refundSearch = listQuery({})

/** Who bears a chargeback that came after the release, and why. */
export const chargebackFault = z.strictObject({ fault: z.enum(CHARGEBACK_FAULTS), note: text(4_000, 3) })
