import {
  disputeDecision,
  disputeParams,
  disputeSearch,
  disputeView,
  dueDisputeList,
} from '#lib/disputes/dispute.schemas.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'

export const adminDisputeRoutes = defineRoutes('admin', {
  listDueDisputes: {
    method: 'GET',
    path: '/api/admin/disputes',
    access: ['Moderator', 'Admin'],
    query: disputeSearch,
    answers: { 200: dueDisputeList },
    fails: [],
    uses: ['mongo'],
    summary: 'List the disputes to decide, due soonest first; with `status`, those with that status',
    description:
      '`promise` is the median time to a decision over the last 30 days, against the 72 hours that were promised; what is open counts with its age.',
    matrix: { moderator: 200, admin: 200 },
  },
  resolveDispute: {
    method: 'POST',
    path: '/api/admin/disputes/{disputeId}/resolve',
    access: ['Moderator', 'Admin'],
    params: disputeParams,
    body: disputeDecision,
    answers: { 201: disputeView },
    fails: ['DISPUTE_NOT_FOUND', 'DISPUTE_NOT_OPEN', 'NO_SECOND_STAFF', 'SPLIT_DOES_NOT_ADD_UP'],
    uses: ['mongo', 'events'],
    idempotent: true,
    summary: 'Decide a dispute, with a written note, and divide the amount that it holds',
    description:
      'The two amounts must add up to `held`. The fee is deducted from `craftsmanAmount` unless it is waived. For a completed job it is a share of what the craftsman keeps of the price, for a cancelled one a share of `craftsmanAmount`. A fee that was taken before the dispute is not returned, unless it is waived. Either party can appeal within 72 hours; then another member of staff decides for good, again about all of `held`.',
    matrix: { moderator: 201, admin: 201 },
  },
})
