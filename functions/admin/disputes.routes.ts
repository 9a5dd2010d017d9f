import { disputeDecision, disputeParams, disputeSearch, disputeView } from '#lib/disputes/dispute.schemas.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { listOf } from '#lib/platform/paging.ts'

export const adminDisputeRoutes = defineRoutes('admin', {
  listDueDisputes: {
    method: 'GET',
    path: '/api/admin/disputes',
    access: ['Moderator', 'Admin'],
    query: disputeSearch,
    answers: { 200: listOf(disputeView) },
    fails: [],
    uses: ['mongo'],
    summary: 'List the disputes to decide, due soonest first; with `status`, those with that status',
    matrix: { moderator: 200, admin: 200 },
  },
  resolveDispute: {
    method: 'POST',
    path: '/api/admin/disputes/{disputeId}/resolve',
    access: ['Moderator', 'Admin'],
    params: disputeParams,
    body: disputeDecision,
    answers: { 201: disputeView },
    fails: ['DISPUTE_NOT_FOUND', 'DISPUTE_NOT_OPEN', 'SPLIT_DOES_NOT_ADD_UP'],
    uses: ['mongo', 'events'],
    idempotent: true,
    summary: 'Decide a dispute, with a written note, and divide the amount that it holds',
    description:
      'The two amounts must add up to `held`. The fee is deducted from `craftsmanAmount` unless it is waived. For a completed job it is a share of what the craftsman keeps of the price, for a cancelled one a share of `craftsmanAmount`. A fee that was taken before the dispute is not returned, unless it is waived.',
    matrix: { moderator: 201, admin: 201 },
  },
})
