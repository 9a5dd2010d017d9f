import {
  disputeParams,
  disputeSearch,
  disputeView,
  newAppeal,
  newDispute,
} from '#lib/disputes/dispute.schemas.ts'
import { newEvidence } from '#lib/disputes/evidence.schemas.ts'
import { defineRoutes, everyCaller } from '#lib/lambda/http/define-route.ts'
import { listOf } from '#lib/platform/paging.ts'

export const disputeRoutes = defineRoutes('disputes', {
  createDispute: {
    method: 'POST',
    path: '/api/disputes',
    access: ['Client', 'Craftsman'],
    body: newDispute,
    answers: { 201: disputeView },
    fails: ['JOB_NOT_FOUND', 'JOB_NOT_YOURS', 'MOVE_NOT_ALLOWED', 'DISPUTE_WINDOW_OVER'],
    uses: ['mongo', 'events'],
    summary: 'Open a dispute about a job for which a craftsman was hired',
    description:
      'Money that is held stays held. After the release, earnings from this job that have not cleared are frozen.',
    matrix: { owner: 201, otherClient: 404, hiredCraftsman: 201, otherCraftsman: 404 },
  },
  listDisputes: {
    method: 'GET',
    path: '/api/disputes',
    access: 'signedIn',
    query: disputeSearch,
    answers: { 200: listOf(disputeView) },
    fails: [],
    uses: ['mongo'],
    summary: 'List your disputes; staff get all of them',
    matrix: everyCaller(200),
  },
  getDispute: {
    method: 'GET',
    path: '/api/disputes/{disputeId}',
    access: 'signedIn',
    params: disputeParams,
    answers: { 200: disputeView },
    fails: ['DISPUTE_NOT_FOUND'],
    uses: ['mongo'],
    summary: 'Get a dispute, as one of its parties or staff',
    matrix: { ...everyCaller(200), otherClient: 404, otherCraftsman: 404 },
  },
  addEvidence: {
    method: 'POST',
    path: '/api/disputes/{disputeId}/evidence',
    access: 'signedIn',
    params: disputeParams,
    body: newEvidence,
    answers: { 201: disputeView },
    fails: [
      'DISPUTE_NOT_FOUND',
      'DISPUTE_NOT_OPEN',
      'UPLOAD_NOT_YOURS',
      'MESSAGE_NOT_FOUND',
      'TOO_MUCH_EVIDENCE',
    ],
    uses: ['mongo', 'images', 'events'],
    idempotent: true,
    summary: 'Add a text, photos or messages to a dispute, as one of its parties or staff',
    description:
      'Until the dispute is resolved, and again while an appeal runs. Each side adds at most 20 times, with at most 20 photos and 100 messages in all. Once the other party has added something, the dispute is Answered.',
    matrix: { ...everyCaller(201), otherClient: 404, otherCraftsman: 404 },
  },
  appealDispute: {
    method: 'POST',
    path: '/api/disputes/{disputeId}/appeal',
    access: ['Client', 'Craftsman'],
    params: disputeParams,
    body: newAppeal,
    answers: { 201: disputeView },
    fails: ['DISPUTE_NOT_FOUND', 'DISPUTE_NOT_APPEALABLE'],
    uses: ['mongo', 'events'],
    idempotent: true,
    summary: 'Appeal against the decision of a dispute, as one of its parties, once',
    description:
      'Within 72 hours of the decision. The job is Disputed again, and the craftsman’s part stays frozen until another member of staff decides for good. More for the client comes out of that part; more for the craftsman is borne by the platform.',
    matrix: { owner: 201, otherClient: 404, hiredCraftsman: 201, otherCraftsman: 404 },
  },
  withdrawDispute: {
    method: 'POST',
    path: '/api/disputes/{disputeId}/withdraw',
    access: ['Client', 'Craftsman'],
    params: disputeParams,
    answers: { 201: disputeView },
    fails: ['DISPUTE_NOT_FOUND', 'DISPUTE_NOT_YOURS', 'DISPUTE_NOT_OPEN'],
    uses: ['mongo', 'events'],
    summary: 'Withdraw a dispute that you opened',
    description:
      'The job returns to its status before the dispute, and each deadline has the time that was left.',
    matrix: { owner: 201, otherClient: 404, hiredCraftsman: 403, otherCraftsman: 404 },
  },
})
