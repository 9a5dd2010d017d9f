import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { recommendationsQuery, recommendationsView } from '#lib/matching/recommendations.schemas.ts'

export const matchingRoutes = defineRoutes('users', {
  recommendCraftsmen: {
    method: 'GET',
    path: '/api/users/recommendations',
    access: ['Client'],
    query: recommendationsQuery,
    answers: { 200: recommendationsView },
    fails: ['JOB_NOT_FOUND', 'JOB_NOT_YOURS', 'JOB_NOT_OPEN', 'UNKNOWN_CATEGORY'],
    uses: ['mongo'],
    summary: 'Get the craftsmen who fit a job best',
    description:
      'For an open job of yours (`jobId`), or before you post it for a `category` and a place (`near`). The shares of all ' +
      'reasons add up to the score. `whyNot` explains the place of one craftsman, or why they have none.',
    matrix: { owner: 200, otherClient: 403 },
  },
})
