import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { listOf } from '#lib/platform/paging.ts'
import { staffStrikeView, strikeLift, strikeParams, strikeSearch } from '#lib/strikes/strike.schemas.ts'

export const adminStrikeRoutes = defineRoutes('admin', {
  listStrikes: {
    method: 'GET',
    path: '/api/admin/strikes',
    access: ['Moderator', 'Admin'],
    query: strikeSearch,
    answers: { 200: listOf(staffStrikeView) },
    fails: [],
    uses: ['mongo'],
    summary: 'List strikes, newest first; with `status=Appealed`, those that wait for staff',
    matrix: { moderator: 200, admin: 200 },
  },
  liftStrike: {
    method: 'POST',
    path: '/api/admin/strikes/{strikeId}/lift',
    access: ['Moderator', 'Admin'],
    params: strikeParams,
    body: strikeLift,
    answers: { 201: staffStrikeView },
    fails: ['STRIKE_NOT_FOUND', 'STRIKE_LIFTED'],
    uses: ['mongo', 'events'],
    idempotent: true,
    summary: 'Lift a strike: it counts nowhere any more',
    description: 'An appeal is upheld this way. The user reads the note.',
    matrix: { moderator: 201, admin: 201 },
  },
})
