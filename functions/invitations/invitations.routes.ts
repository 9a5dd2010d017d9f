import {
  invitationAnswer,
  invitationSearch,
  invitationView,
  invite,
} from '#lib/invitations/invitation.schemas.ts'
import { jobParams } from '#lib/jobs/job.schemas.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { listOf } from '#lib/platform/paging.ts'

export const invitationRoutes = defineRoutes('invitations', {
  inviteCraftsman: {
    method: 'POST',
    path: '/api/jobs/{jobId}/invite',
    access: ['Client'],
    params: jobParams,
    body: invite,
    answers: { 201: invitationView },
    fails: [
      'JOB_NOT_FOUND',
      'JOB_NOT_YOURS',
      'JOB_NOT_POSTED',
      'CRAFTSMAN_NOT_FOUND',
      'ALREADY_INVITED',
      'TOO_MANY_INVITATIONS',
    ],
    uses: ['mongo', 'events'],
    summary: 'Invite a craftsman to your job while it is Posted',
    matrix: { owner: 201, otherClient: 403 },
  },
  listJobInvitations: {
    method: 'GET',
    path: '/api/jobs/{jobId}/invitations',
    access: ['Client'],
    params: jobParams,
    query: invitationSearch,
    answers: { 200: listOf(invitationView) },
    fails: ['JOB_NOT_FOUND', 'JOB_NOT_YOURS'],
    uses: ['mongo'],
    summary: 'List the invitations to your job',
    matrix: { owner: 200, otherClient: 403 },
  },
  respondToInvitation: {
    method: 'POST',
    path: '/api/jobs/{jobId}/invitations/respond',
    access: ['Craftsman'],
    params: jobParams,
    body: invitationAnswer,
    answers: { 201: invitationView },
    fails: ['INVITATION_NOT_FOUND', 'INVITATION_ANSWERED', 'JOB_NOT_OPEN'],
    uses: ['mongo', 'events'],
    summary: 'Accept or reject an invitation, once',
    matrix: { hiredCraftsman: 201, otherCraftsman: 404 },
  },
  listOwnInvitations: {
    method: 'GET',
    path: '/api/invitations',
    access: ['Craftsman'],
    query: invitationSearch,
    answers: { 200: listOf(invitationView) },
    fails: [],
    uses: ['mongo'],
    summary: 'List your invitations',
    matrix: { hiredCraftsman: 200, otherCraftsman: 200 },
  },
})
