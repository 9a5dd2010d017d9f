import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { listOf } from '#lib/platform/paging.ts'
import { ownStrikeSearch, strikeAppeal, strikeParams, strikeView } from '#lib/strikes/strike.schemas.ts'

export const strikeRoutes = defineRoutes('strikes', {
  listOwnStrikes: {
    method: 'GET',
    path: '/api/users/me/strikes',
    access: ['Client', 'Craftsman'],
    query: ownStrikeSearch,
    answers: { 200: listOf(strikeView) },
    fails: [],
    uses: ['mongo'],
    summary: 'List your strikes, newest first',
    description:
      'A strike is recorded when somebody let the other party down: a craftsman who gave a visit up or never came, a client who cancelled a Cash visit that was under way.',
    matrix: { owner: 200, otherClient: 200, hiredCraftsman: 200, otherCraftsman: 200 },
  },
  appealStrike: {
    method: 'POST',
    path: '/api/strikes/{strikeId}/appeal',
    access: ['Craftsman'],
    params: strikeParams,
    body: strikeAppeal,
    answers: { 201: strikeView },
    fails: ['STRIKE_NOT_FOUND', 'STRIKE_APPEALED', 'STRIKE_LIFTED'],
    uses: ['mongo', 'events'],
    idempotent: true,
    summary: 'Appeal against a strike of yours, once',
    matrix: { hiredCraftsman: 201, otherCraftsman: 404 },
  },
})
