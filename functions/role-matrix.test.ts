import { beforeAll, describe, expect, it } from 'vitest'
import { routes } from '#functions/routes.ts'
import { CALLERS, matrixRow } from '#lib/http/define-route.ts'
import {
  fingerprint,
  resetScene,
  sampleOf,
  send,
  sentBy,
  theDemoScene,
  tokenOf,
} from '#lib/testing/samples.ts'

theDemoScene()

/**
 * Every route by every caller, each cell run: its sample event, sent by each of them. What the manifest
 * says is what is answered, and a refusal has changed nothing.
 */
describe.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s',
  (_path, route) => {
    beforeAll(resetScene)
    const row = matrixRow(route)

    it.each(CALLERS.map((caller) => [caller, row[caller]] as const))(
      'answers %s with %i',
      async (caller, wanted) => {
        // Prepare
        const event = sentBy(await sampleOf(route), await tokenOf(caller, route))
        const before = await fingerprint()
        // Act
        const { status, text } = await send(route, event)
        // Assess
        expect(`${status} ${status === wanted ? '' : text}`).toBe(`${wanted} `)
        if (status >= 400) expect(await fingerprint()).toBe(before)
        else if (route.method !== 'GET') await resetScene()
      },
    )
  },
)
