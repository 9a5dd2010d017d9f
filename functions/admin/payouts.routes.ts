import * as z from 'zod'
import { waitingView } from '#lib/administration/approval.schemas.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import {
  batchParams,
  payoutList,
  payoutOutcome,
  payoutParams,
  payoutReturn,
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
    summary: 'List payouts, newest first, and how often the promise of two business days was kept',
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
    summary: 'Download the bank file of a batch: the payouts still to be paid, with full account numbers',
    description: 'At most 500 lines. Each download is recorded in the activity log.',
    matrix: { admin: 200 },
  },
  settlePayout: {
    method: 'POST',
    path: '/api/admin/payouts/{payoutId}/settle',
    access: ['Admin'],
    params: payoutParams,
    body: payoutOutcome,
    answers: { 201: z.union([payoutView, waitingView]) },
    fails: ['PAYOUT_NOT_FOUND', 'PAYOUT_NOT_UNDER_WAY', 'REASON_REQUIRED'],
    uses: ['mongo', 'events'],
    idempotent: true,
    summary: 'Record once whether the bank has paid a payout',
    description: 'The money of a failed payout returns to the wallet. The craftsman sees its `reason`.',
    matrix: { admin: 201 },
  },
  returnPayout: {
    method: 'POST',
    path: '/api/admin/payouts/{payoutId}/returned',
    access: ['Admin'],
    params: payoutParams,
    body: payoutReturn,
    answers: { 201: payoutView },
    fails: ['PAYOUT_NOT_FOUND', 'PAYOUT_NOT_PAID'],
    uses: ['mongo', 'events'],
    idempotent: true,
    summary: 'Record that the bank sent back a payout that it had paid',
    description:
      'The payout is Failed. The money of a withdrawal is in the wallet again; a refund is due again, and its payer is asked for another account. The payee sees the `reason`.',
    matrix: { admin: 201 },
  },
})
