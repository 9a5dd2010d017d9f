import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire, SourceMap, type SourceMapPayload } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bundle, bundleFunctions } from '#infra/bundle/bundle.ts'
import { compileAll } from '#infra/bundle/cold-load.ts'
import { startSentryFake } from '#infra/fakes/sentry.ts'
import { NO_SUCH_ROUTE } from '#infra/functions.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

const sentry = aFake(startSentryFake)
const require = createRequire(import.meta.url)

let folder: string
let bundle: Bundle

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'craftworks-planted-'))
  const file = 'infra/bundle/testing/planted-bug.ts'
  const planted = { ...NO_SUCH_ROUTE, id: 'test-buggy', file }
  const [only] = await bundleFunctions([planted], folder, { sourceMaps: true })
  bundle = only as Bundle
  await compileAll([bundle])
}, timeLimit(10_000))
afterAll(async () => {
  delete process.env.BUILD_ID
  delete process.env.LAMBDA_TASK_ROOT
  await rm(folder, { recursive: true, force: true })
})

describe('a planted bug in a bundle', () => {
  it('is found in Sentry, and the source map of its build names the line', async () => {
    // Prepare
    process.env.BUILD_ID = bundle.buildId
    process.env.LAMBDA_TASK_ROOT = bundle.folder
    const { handler } = require(path.join(bundle.folder, 'cached.cjs')) as {
      handler: (event: unknown) => Promise<{ statusCode: number }>
    }
    // Act
    const { statusCode } = await handler({
      headers: {},
      requestContext: { requestId: 'r1', http: { sourceIp: '203.0.113.7', method: 'GET' } },
    })
    // Assess
    expect(statusCode).toBe(500)
    const [event] = sentry.its.box()
    expect(event?.tags).toMatchObject({ route: 'buggy', build: bundle.buildId, requestId: 'r1' })
    const frame = lastFrameOf(event)
    expect([frame.filename, frame.codeFile]).toEqual(['app:///index.cjs', 'app:///index.cjs'])
    const { map, code } = await uploaded()
    expect(map.debugId).toBe(frame.debugId)
    expect(await lineAt(map, frame)).toContain("throw new TypeError('planted')")
    expect(code.startsWith(bundle.code)).toBe(true)
    expect(code).toContain(`//# debugId=${frame.debugId}`)
  })

  it('costs a function that breaks nothing no work: what reports it is not evaluated before', () => {
    const part = 'lib/platform/sentry.ts'
    expect(bundle.parts[part]).toBeGreaterThan(0)
    expect(bundle.parts[part]).toBeLessThan(6_000)
    // esbuild keeps what is loaded later in a function of its own
    expect(/sentry_exports|init_sentry/.exec(bundle.code)?.[0]).toBeDefined()
    const at = bundle.code.indexOf('sentry_version=7')
    const opened = bundle.code.slice(Math.max(0, at - 4_000), at)
    expect(opened.lastIndexOf('__esm({') > 0).toBe(true)
  })
})

/** Where an error was thrown, and the code that was running. */
function lastFrameOf(event: ReturnType<typeof sentry.its.box>[number] | undefined) {
  const frame = event?.exception?.values.at(-1)?.stacktrace?.frames.at(-1)
  const image = event?.debug_meta?.images[0]
  return {
    filename: frame?.filename,
    line: (frame?.lineno ?? 0) - 1,
    column: (frame?.colno ?? 0) - 1,
    codeFile: image?.code_file,
    debugId: image?.debug_id,
  }
}

/** What a deployment uploads to Sentry. */
async function uploaded() {
  const files = path.join(folder, 'sentry', bundle.buildId)
  const [map, code] = await Promise.all(
    ['index.cjs.map', 'index.cjs'].map((name) => readFile(path.join(files, name), 'utf8')),
  )
  return { map: JSON.parse(String(map)) as SourceMapPayload & { debugId: string }, code: String(code) }
}

/** The line of our source from which a place in the bundle came. */
async function lineAt(map: SourceMapPayload, { line, column }: { line: number; column: number }) {
  const entry = new SourceMap(map).findEntry(line, column)
  if (!('originalSource' in entry)) throw new Error('not in our sources')
  expect(path.basename(entry.originalSource)).toBe('planted-bug.ts')
  const source = await readFile('infra/bundle/testing/planted-bug.ts', 'utf8')
  return source.split('\n')[entry.originalLine]
}
