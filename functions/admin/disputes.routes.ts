import { disputeDecision, disputeParams, disputeSearch, disputeView } from '#lib/disputes/dispute.schemas.ts'
import { defineRoutes } from '#lib/http/define-route.ts'
import { listOf } from '#lib/platform/border.ts'

export const adminDisputeRoutes = defineRoutes('admin', {
  listDueDisputes: {
    method: 'GET',
    path: '/api/admin/disputes',
    access: ['Moderator', 'Admin'],
    query: disputeSearch,
    answers: { 200: listOf(disputeView) },
    fails: [],
    uses: ['mongo'],
    summary: 'Disputes to decide, due soonest first; with `status`, those of that status',
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
    summary: 'Decide a dispute, in writing, and divide what it holds',
    description:
      'The two amounts add up to `held`. The fee comes out of `craftsmanAmount` unless it is waived: of a completed job, the fee of what he keeps of the price; of a cancelled one, of what he is granted. A fee that was taken before the dispute stays taken, unless waived.',
    matrix: { moderator: 201, admin: 201 },
  },
})
