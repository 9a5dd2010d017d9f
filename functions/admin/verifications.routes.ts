import * as z from 'zod'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { DOCUMENT_TYPES } from '#lib/model/document-media-types.ts'
import { STAFF } from '#lib/model/role.ts'
import { listOf } from '#lib/platform/paging.ts'
import {
  documentParams,
  rejection,
  verificationParams,
  verificationSearch,
  verificationView,
} from '#lib/verification/verification.schemas.ts'

export const adminVerificationRoutes = defineRoutes('admin', {
  listVerifications: {
    method: 'GET',
    path: '/api/admin/verifications',
    access: STAFF,
    query: verificationSearch,
    answers: { 200: listOf(verificationView) },
    fails: [],
    uses: ['mongo'],
    summary:
      'List the verifications to check, who waits longest first; with `status`, those with that status',
    matrix: { moderator: 200, admin: 200 },
  },
  getVerification: {
    method: 'GET',
    path: '/api/admin/verifications/{verificationId}',
    access: STAFF,
    params: verificationParams,
    answers: { 200: verificationView },
    fails: ['VERIFICATION_NOT_FOUND'],
    uses: ['mongo'],
    summary: 'Get a verification',
    matrix: { moderator: 200, admin: 200 },
  },
  approveVerification: {
    method: 'POST',
    path: '/api/admin/verifications/{verificationId}/approve',
    access: STAFF,
    params: verificationParams,
    body: z.strictObject({}),
    answers: { 201: verificationView },
    fails: ['VERIFICATION_NOT_FOUND', 'VERIFICATION_DECIDED', 'DOCUMENT_EXPIRED'],
    uses: ['mongo', 'events'],
    summary: 'Approve a verification: the craftsman is Verified until the first of its documents runs out',
    matrix: { moderator: 201, admin: 201 },
  },
  rejectVerification: {
    method: 'POST',
    path: '/api/admin/verifications/{verificationId}/reject',
    access: STAFF,
    params: verificationParams,
    body: rejection,
    answers: { 201: verificationView },
    fails: ['VERIFICATION_NOT_FOUND', 'VERIFICATION_DECIDED'],
    uses: ['mongo', 'events'],
    summary: 'Reject a verification, with the reason that the craftsman reads; they may submit again',
    matrix: { moderator: 201, admin: 201 },
  },
  openDocument: {
    method: 'GET',
    path: '/api/admin/verifications/{verificationId}/documents/{documentId}',
    access: STAFF,
    params: documentParams,
    answers: { 200: z.string() },
    producesFile: DOCUMENT_TYPES,
    fails: ['VERIFICATION_NOT_FOUND', 'DOCUMENT_NOT_FOUND', 'IMAGES_UNAVAILABLE'],
    uses: ['mongo', 'keys', 'images'],
    summary: 'Look at a document: the decrypted file. Each look is recorded in the activity log first',
    matrix: { moderator: 200, admin: 200 },
  },
})
