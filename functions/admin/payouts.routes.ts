import * as z from 'zod'
import { defineRoutes } from '#lib/http/define-route.ts'
import {
  batchParams,
  payoutList,
  payoutOutcome,
  payoutParams,
  payoutSearch,
  payoutView,
} from '#lib/payouts/payout.schemas.ts'

export const adminPayoutRoutes = defineRoutes('admin', {
  listPayouts: {
    method: 'GET',
    path: '/api/admin/payouts',
    access: ['Admin'],
    query: payoutSearch,
    answers: { 200: payoutList },
    fails: [],
    uses: ['mongo'],
    summary: 'Payouts, newest first, and how the promise of two business days was kept',
    matrix: { admin: 200 },
  },
  downloadBatch: {
    method: 'GET',
    path: '/api/admin/payouts/batches/{batchId}/file',
    access: ['Admin'],
    params: batchParams,
    answers: { 200: z.string() },
    produces: 'text/csv; charset=utf-8',
    headers: { 'content-disposition': 'attachment; filename="payouts.csv"' },
    fails: ['PAYOUT_BATCH_NOT_FOUND'],
    uses: ['mongo', 'keys'],
    summary: 'The file of a batch for the bank: what is still to be paid, with whole account numbers',
    description: 'At most 500 lines. Each download is in the activity log.',
    matrix: { admin: 200 },
  },
  settlePayout: {
    method: 'POST',
    path: '/api/admin/payouts/{payoutId}/settle',
    access: ['Admin'],
    params: payoutParams,
    body: payoutOutcome,
    answers: { 201: payoutView },
    fails: ['PAYOUT_NOT_FOUND', 'PAYOUT_NOT_UNDER_WAY', 'REASON_REQUIRED'],
    uses: ['mongo', 'events'],
    idempotent: true,
    summary: 'Say whether the bank has paid a payout, once',
    description: 'A failed one goes back to the wallet; its `reason` is what the craftsman reads.',
    matrix: { admin: 201 },
  },
})
