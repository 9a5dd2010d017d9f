import {
  approvalParams,
  approvalRejection,
  approvalSearch,
  approvalView,
} from '#lib/administration/approval.schemas.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { listOf } from '#lib/platform/paging.ts'

export const adminApprovalRoutes = defineRoutes('admin', {
  listApprovals: {
    method: 'GET',
    path: '/api/admin/approvals',
    access: ['Admin'],
    query: approvalSearch,
    answers: { 200: listOf(approvalView) },
    fails: [],
    uses: ['mongo'],
    summary: 'List what waits for a second admin, newest first; with `status`, what was decided',
    matrix: { admin: 200 },
  },
  approveRequest: {
    method: 'POST',
    path: '/api/admin/approvals/{id}/approve',
    access: ['Admin'],
    params: approvalParams,
    answers: { 201: approvalView },
    fails: [
      'APPROVAL_NOT_FOUND',
      'OWN_APPROVAL',
      'APPROVAL_NOT_WAITING',
      'CONTRACT_NOT_FOUND',
      'CONTRACT_NOT_SETTLED',
      'NOTHING_TO_REFUND',
      'REFUND_NOT_FOUND',
      'REFUND_NOT_STUCK',
      'PAYOUT_NOT_FOUND',
      'PAYOUT_NOT_UNDER_WAY',
      'REASON_REQUIRED',
      'SETTINGS_CHANGED',
    ],
    uses: ['mongo', 'events'],
    idempotent: true,
    summary: 'Approve what another admin asked for; it is carried out as it was asked for',
    description:
      'If it is refused by now, for example since its payout was settled meanwhile, that refusal is the answer, and the request waits on.',
    matrix: { admin: 201 },
  },
  rejectRequest: {
    method: 'POST',
    path: '/api/admin/approvals/{id}/reject',
    access: ['Admin'],
    params: approvalParams,
    body: approvalRejection,
    answers: { 201: approvalView },
    fails: ['APPROVAL_NOT_FOUND', 'OWN_APPROVAL', 'APPROVAL_NOT_WAITING'],
    uses: ['mongo'],
    summary: 'Reject what another admin asked for; nothing is done',
    matrix: { admin: 201 },
  },
})
