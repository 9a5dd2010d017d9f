import { expect, test } from 'vitest'
import * as z from 'zod'
import { schedules } from '#functions/consumers.ts'
import { routes } from '#functions/routes.ts'
import { loadHandlers } from '#infra/local/http/handlers.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'

test('every handler of the manifest can be loaded', async () => {
  // Act
  const loaded = await loadHandlers(routes, schedules)
  // Assess
  expect([...loaded.http.keys()]).toEqual(routes.map(({ name }) => name))
  expect([...loaded.schedules.keys()]).toEqual(schedules.map(({ name }) => name))
})

test('a handler that cannot be loaded fails the start, and the error names its file', async () => {
  // Prepare
  const missing = defineRoutes('jobs', {
    noSuchHandler: {
      method: 'GET',
      path: '/api/no-such-handler',
      access: 'public',
      answers: { 200: z.string() },
      fails: [],
      uses: [],
      summary: '',
      matrix: {},
    },
  })
  // Act
  const loading = loadHandlers([missing.noSuchHandler], [])
  // Assess
  await expect(loading).rejects.toThrow(/^functions\/jobs\/no-such-handler\.ts cannot be loaded/)
})
