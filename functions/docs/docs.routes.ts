import * as z from 'zod'
import { defineRoutes } from '#lib/http/define-route.ts'

export const docsRoutes = defineRoutes('docs', {
  health: {
    method: 'GET',
    path: '/api/health',
    access: 'public',
    answers: { 200: z.strictObject({ status: z.literal('ok') }) },
    fails: [],
    uses: ['mongo'],
    summary: 'Whether the API and its database answer',
    matrix: {},
  },
})
