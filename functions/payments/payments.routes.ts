import * as z from 'zod'
import { defineRoutes, everyCaller } from '#lib/lambda/http/define-route.ts'
import {
  newPayment,
  paymentParams,
  paymentView,
  refundList,
  refundParams,
  refundSearch,
  refundView,
  startedPaymentView,
} from '#lib/payments/payment.schemas.ts'
import { receiptView } from '#lib/payments/receipt.schemas.ts'
import { ownNumberAccount } from '#lib/wallet/payout-account.schemas.ts'

export const paymentRoutes = defineRoutes('payments', {
  initiatePayment: {
    method: 'POST',
    path: '/api/payments/initiate',
    access: ['Client'],
    body: newPayment,
    answers: { 201: startedPaymentView },
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
    summary: 'Begin the advance payment of your hired job',
    description:
      'The amount is the price of an Escrow job or the deposit of a CashProtected one. While a payment is pending, the ' +
      'same one is returned. If you begin at another gateway, the pending payment is cancelled first.',
    matrix: { owner: 201, otherClient: 404 },
  },
  getPayment: {
    method: 'GET',
    path: '/api/payments/{paymentId}',
    access: ['Client', 'Craftsman', 'Moderator', 'Admin'],
    params: paymentParams,
    answers: { 200: paymentView },
    fails: ['PAYMENT_NOT_FOUND'],
    uses: ['mongo'],
    summary: 'Get one of your payments',
    matrix: {
      owner: 200,
      otherClient: 404,
      hiredCraftsman: 404,
      otherCraftsman: 404,
      moderator: 200,
      admin: 200,
    },
  },
  getReceipt: {
    method: 'GET',
    path: '/api/payments/{paymentId}/receipt',
    access: ['Client', 'Craftsman'],
    params: paymentParams,
    answers: { 200: receiptView },
    alsoHtml: true,
    fails: ['PAYMENT_NOT_FOUND', 'PAYMENT_NOT_RECEIVED'],
    uses: ['mongo'],
    summary: 'Get the receipt of one of your payments that was received',
    description: 'Send `Accept: text/html` to get it as a page to print, in your language.',
    matrix: { owner: 404, otherClient: 200, hiredCraftsman: 404, otherCraftsman: 404 },
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
    summary: 'Receive the webhook messages of Stripe and Fawry about payments',
    description:
      'The `stripe-signature` header tells them apart. The signature over the raw bytes is verified first. Repeated ' +
      'messages and messages about unknown payments get 200 too. The answer is empty.',
    matrix: everyCaller(200),
  },
  listRefunds: {
    method: 'GET',
    path: '/api/payments/refunds',
    access: ['Client', 'Craftsman'],
    query: refundSearch,
    answers: { 200: refundList },
    fails: [],
    uses: ['mongo'],
    summary: 'List your refunds; a Refused one needs an account to be paid to',
    matrix: { owner: 200, otherClient: 200, hiredCraftsman: 200, otherCraftsman: 200 },
  },
  nameRefundAccount: {
    method: 'POST',
    path: '/api/payments/refunds/{refundId}/account',
    access: ['Client', 'Craftsman'],
    params: refundParams,
    body: ownNumberAccount,
    answers: { 201: refundView },
    fails: ['REFUND_NOT_FOUND', 'REFUND_NOT_REFUSED', 'REFUND_WAITS_FOR_BANK', 'TOO_MANY_PAYOUT_ACCOUNTS'],
    uses: ['mongo', 'events', 'keys'],
    idempotent: true,
    summary: 'Give an account for a refund that the gateway could not make',
    matrix: { owner: 201, otherClient: 404, hiredCraftsman: 404, otherCraftsman: 404 },
  },
})
