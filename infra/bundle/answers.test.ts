import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '#functions/routes.ts'
import { bundleFunctions } from '#infra/bundle/bundle.ts'
import { compileAll } from '#infra/bundle/cold-load.ts'
import { ofRoute } from '#infra/functions.ts'
import { answerSchemaOf, successOf } from '#lib/lambda/http/define-route.ts'
import type { HttpHandler } from '#lib/lambda/http/http-event.ts'
import { partOf } from '#lib/testing/part-of.ts'
import { resetScene, sampleOf, theDemoScene } from '#lib/testing/samples.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

/** Each test run tries every other bundle, and the others on the next day; ANSWERS=all tries all of them. */
const tried = partOf(routes, process.env.ANSWERS === 'all' ? 1 : 2)

theDemoScene()

const require = createRequire(import.meta.url)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'craftworks-bundles-'))
  await compileAll(await bundleFunctions(tried.map(ofRoute), folder))
}, timeLimit(15_000))

afterAll(async () => {
  delete process.env.LAMBDA_TASK_ROOT
  await rm(folder, { recursive: true, force: true })
})

/** What is deployed is the bundle, with parts of packages left out or replaced: each answers its sample event. */
describe.each(tried.map((route) => [`${route.method} ${route.path}`, route] as const))(
  'the bundle of %s',
  (_path, route) => {
    beforeAll(resetScene)

    it('answers its sample event as the source does', async () => {
      // Prepare
      const { id } = ofRoute(route)
      process.env.LAMBDA_TASK_ROOT = path.join(folder, id)
      const { handler } = require(path.join(folder, id, 'cached.cjs')) as { handler: HttpHandler }
      // Act
      const { statusCode, body = '' } = await handler(await sampleOf(route), { awsRequestId: randomUUID() })
      // Assess
      expect(`${statusCode} ${statusCode === successOf(route) ? '' : body}`).toBe(`${successOf(route)} `)
      if (route.produces === undefined && route.producesFile === undefined)
        answerSchemaOf(route).parse(JSON.parse(body))
    })
  },
)
