import * as z from 'zod'
import { waitingView } from '#lib/administration/approval.schemas.ts'
import { contractParams } from '#lib/contracts/contract.schemas.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { chargebackFault, paymentParams, paymentView, refundParams } from '#lib/payments/payment.schemas.ts'
import {
  goodwill,
  refundOutcome,
  staffRefundList,
  staffRefundSearch,
  staffRefundView,
} from '#lib/payments/refund.schemas.ts'

export const adminMoneyRoutes = defineRoutes('admin', {
  listAllRefunds: {
    method: 'GET',
    path: '/api/admin/refunds',
    access: ['Admin'],
    query: staffRefundSearch,
    answers: { 200: staffRefundList },
    fails: [],
    uses: ['mongo'],
    summary: 'List everybody’s refunds, newest first; with `status` and `gateway`, those that need you',
    matrix: { admin: 200 },
  },
  settleRefund: {
    method: 'POST',
    path: '/api/admin/refunds/{refundId}/settle',
    access: ['Admin'],
    params: refundParams,
    body: refundOutcome,
    answers: { 201: z.union([staffRefundView, waitingView]) },
    fails: ['REFUND_NOT_FOUND', 'REFUND_NOT_STUCK', 'REASON_REQUIRED'],
    uses: ['mongo', 'events'],
    idempotent: true,
    summary: 'Record once what became of a refund that is Unknown or stuck',
    description:
      'Look the refund up at its gateway first. `paid`: it has arrived. `failed`, with a `reason`: its payer is asked for an account, to which it is paid like a payout. A refund that was tried less than five minutes ago is not settled by hand, and one that is in a payout is settled with the payout.',
    matrix: { admin: 201 },
  },
  payGoodwill: {
    method: 'POST',
    path: '/api/admin/contracts/{contractId}/goodwill',
    access: ['Admin'],
    params: contractParams,
    body: goodwill,
    answers: { 201: z.union([staffRefundView, waitingView]) },
    fails: ['CONTRACT_NOT_FOUND', 'CONTRACT_NOT_SETTLED', 'NOTHING_TO_REFUND'],
    uses: ['mongo', 'events'],
    idempotent: true,
    summary: 'Refund something to the client at the platform’s cost, after the craftsman was paid',
    description:
      'The craftsman keeps what they have. All refunds of a payment together are at most what was paid through the platform.',
    matrix: { admin: 201 },
  },
  decideChargeback: {
    method: 'POST',
    path: '/api/admin/payments/{paymentId}/chargeback',
    access: ['Admin'],
    params: paymentParams,
    body: chargebackFault,
    answers: { 201: paymentView },
    fails: ['PAYMENT_NOT_FOUND', 'PAYMENT_NOT_CHARGED_BACK', 'CONTRACT_NOT_SETTLED', 'CHARGEBACK_DECIDED'],
    uses: ['mongo', 'events'],
    idempotent: true,
    summary: 'Decide, in writing and once, who bears a chargeback that came after the release',
    description:
      'Until you decide, the platform bears it. `craftsman`: they bear what they got from the job, out of their wallet; the rest is added to `feesDue`. If the bank gives the money back later, they get it back.',
    matrix: { admin: 201 },
  },
})
