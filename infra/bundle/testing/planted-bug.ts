import * as z from 'zod'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

const { buggy } = defineRoutes('test', {
  buggy: {
    method: 'GET',
    path: '/api/test',
    access: 'public',
    answers: { 200: z.object({ ok: z.boolean() }) },
    fails: [],
    uses: [],
    summary: '',
    matrix: {},
  },
})

/** A handler with a bug, for the test that finds it in Sentry. */
export const handler = endpoint(buggy, () => {
  throw new TypeError('planted')
})
