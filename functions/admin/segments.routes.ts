import { newSegment, segmentParams, segmentSearch, segmentView } from '#lib/administration/segment.schemas.ts'
import { managedUserView } from '#lib/administration/user-administration.schemas.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { STAFF } from '#lib/model/role.ts'
import { listOf } from '#lib/platform/paging.ts'

export const adminSegmentRoutes = defineRoutes('admin', {
  listSegments: {
    method: 'GET',
    path: '/api/admin/segments',
    access: STAFF,
    query: segmentSearch,
    answers: { 200: listOf(segmentView) },
    fails: [],
    uses: ['mongo'],
    summary: 'List the saved filters over accounts, newest first',
    matrix: { moderator: 200, admin: 200 },
  },
  createSegment: {
    method: 'POST',
    path: '/api/admin/segments',
    access: STAFF,
    body: newSegment,
    answers: { 201: segmentView },
    fails: ['SEGMENT_EXISTS'],
    uses: ['mongo'],
    summary: 'Save a filter over accounts under a name',
    matrix: { moderator: 201, admin: 201 },
  },
  deleteSegment: {
    method: 'DELETE',
    path: '/api/admin/segments/{id}',
    access: STAFF,
    params: segmentParams,
    answers: { 200: segmentView },
    fails: ['SEGMENT_NOT_FOUND'],
    uses: ['mongo'],
    summary: 'Delete a saved filter; the accounts stay as they are',
    matrix: { moderator: 200, admin: 200 },
  },
  listSegmentUsers: {
    method: 'GET',
    path: '/api/admin/segments/{id}/users',
    access: STAFF,
    params: segmentParams,
    query: segmentSearch,
    answers: { 200: listOf(managedUserView) },
    fails: ['SEGMENT_NOT_FOUND'],
    uses: ['mongo'],
    summary: 'List the accounts that a saved filter finds now, newest first',
    matrix: { moderator: 200, admin: 200 },
  },
})
