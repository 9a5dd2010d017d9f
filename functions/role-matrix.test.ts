import { beforeAll, describe, expect, it } from 'vitest'
import { routes } from '#functions/routes.ts'
import { CALLERS, matrixRow } from '#lib/lambda/http/define-route.ts'
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
 * The role matrix: sends each route's sample event as each caller. Asserts that the status is the one in the manifest,
 * and that a refused request changes nothing.
 */
describe.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s',
  (_path, route) => {
    beforeAll(resetScene)
    const row = matrixRow(route)

    it.each(CALLERS.map((caller) => [caller, row[caller]] as const))(
      'answers %s with %i',
      async (caller, expected) => {
        // Prepare
        const event = sentBy(await sampleOf(route), await tokenOf(caller, route))
        const before = await fingerprint()
        // Act
        const { status, text } = await send(route, event)
        // Assess
        expect(`${status} ${status === expected ? '' : text}`).toBe(`${expected} `)
        if (status >= 400) expect(await fingerprint()).toBe(before)
        else if (route.method !== 'GET') await resetScene()
      },
    )
  },
)
