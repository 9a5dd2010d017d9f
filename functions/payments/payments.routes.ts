import * as z from 'zod'
import { defineRoutes, each } from '#lib/http/define-route.ts'
import {
  begunPaymentView,
  newPayment,
  paymentParams,
  paymentView,
  refundList,
  refundParams,
  refundSearch,
  refundView,
} from '#lib/payments/payment.schemas.ts'
import { ownNumberAccount } from '#lib/wallet/payout-account.schemas.ts'

export const paymentRoutes = defineRoutes('payments', {
  initiatePayment: {
    method: 'POST',
    path: '/api/payments/initiate',
    access: ['Client'],
    body: newPayment,
    answers: { 201: begunPaymentView },
    fails: [
      'JOB_NOT_FOUND',
      'JOB_NOT_YOURS',
      'NOTHING_TO_PAY',
      'METHOD_NOT_OFFERED',
      'PAYMENT_REFUSED',
      'GATEWAY_UNAVAILABLE',
    ],
    uses: ['mongo', 'events', 'site', 'stripe', 'fawry'],
    idempotent: true,
    summary: 'Begin to pay your hired job ahead',
    description:
      'The price of an Escrow job, the deposit of a CashProtected one. While one is pending, the same one again; ' +
      'beginning at another gateway cancels it there first.',
    matrix: { owner: 201, otherClient: 403 },
  },
  getPayment: {
    method: 'GET',
    path: '/api/payments/{paymentId}',
    access: ['Client', 'Craftsman', 'Moderator', 'Admin'],
    params: paymentParams,
    answers: { 200: paymentView },
    fails: ['PAYMENT_NOT_FOUND'],
    uses: ['mongo'],
    summary: 'A payment of your own',
    matrix: {
      owner: 200,
      otherClient: 404,
      hiredCraftsman: 404,
      otherCraftsman: 404,
      moderator: 200,
      admin: 200,
    },
  },
  paymentWebhook: {
    method: 'POST',
    path: '/api/payments/webhook',
    access: 'public',
    raw: true,
    answers: { 200: z.string() },
    produces: 'text/plain; charset=utf-8',
    fails: ['BAD_SIGNATURE'],
    uses: ['mongo', 'events', 'stripe', 'fawry'],
    summary: 'Where Stripe and Fawry say what became of payments',
    description:
      'Told apart by the `stripe-signature` header. The signature over the raw bytes is checked first; what was seen ' +
      'before, and what is about nothing we know, is answered with 200 as well. The answer is empty.',
    matrix: each(200),
  },
  listRefunds: {
    method: 'GET',
    path: '/api/payments/refunds',
    access: ['Client', 'Craftsman'],
    query: refundSearch,
    answers: { 200: refundList },
    fails: [],
    uses: ['mongo'],
    summary: 'What goes back to you; a Refused one waits for an account',
    matrix: { owner: 200, otherClient: 200, hiredCraftsman: 200, otherCraftsman: 200 },
  },
  nameRefundAccount: {
    method: 'POST',
    path: '/api/payments/refunds/{refundId}/account',
    access: ['Client', 'Craftsman'],
    params: refundParams,
    body: ownNumberAccount,
    answers: { 201: refundView },
    fails: ['REFUND_NOT_FOUND', 'REFUND_NOT_REFUSED', 'TOO_MANY_PAYOUT_ACCOUNTS'],
    uses: ['mongo', 'keys'],
    idempotent: true,
    summary: 'Name the account for a refund that the gateway could not pay back',
    matrix: { owner: 201, otherClient: 404, hiredCraftsman: 404, otherCraftsman: 404 },
  },
})
