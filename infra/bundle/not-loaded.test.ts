import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { invokedAs } from '#infra/bundle/beside.ts'
import { type Bundle, bundleFunctions } from '#infra/bundle/bundle.ts'
import { compileAll, LAMBDA_FLAGS } from '#infra/bundle/cold-load.ts'
import { startSecretsManagerFake } from '#infra/fakes/secrets-manager.ts'
import { startSentryFake } from '#infra/fakes/sentry.ts'
import { BUILD_INDEXES, type DeployedFunction, deployedFunctions, NO_SUCH_ROUTE } from '#infra/functions.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { leaksIn } from '#lib/testing/planted-values.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

const sentry = aFake(startSentryFake)
const LAMBDA = path.join(import.meta.dirname, 'testing', 'as-lambda.cjs')
const REPLAY = 'https://app.logrocket.com/craft/works/s/5-0191b1d2-7a3c-7000-8000-0123456789ab'

/** What a person sends: none of it may leave with a report. */
const CANARIES = ['canary-body-4711', 'canary.query@person.example', 'canary-token-abcdef', '+201001234567']

const [ofBody = '', ofQuery = '', ofToken = '', ofPhone = ''] = CANARIES
const request = (requestId: string) => ({
  headers: { authorization: `Bearer ${ofToken}`, 'x-logrocket-url': REPLAY, 'user-agent': ofPhone },
  queryStringParameters: { q: ofQuery },
  body: ofBody,
  requestContext: { requestId, http: { method: 'GET', sourceIp: '203.0.113.7' } },
})

let folder: string
let bundle: Bundle

const functionOf = (id: string): DeployedFunction => {
  const found = deployedFunctions.find((fn) => fn.id === id)
  if (!found) throw new Error(`there is no function ${id}`)
  return found
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'craftworks-not-loaded-'))
  const [only] = await bundleFunctions([functionOf('docs-openapi')], path.join(folder, 'dist'))
  bundle = only as Bundle
  await compileAll([bundle])
}, timeLimit(5_000))
afterAll(() => rm(folder, { recursive: true, force: true }))
beforeEach(() => sentry.its.emptyBox())

let count = 0

/** A copy of the bundle with this line of code before its own. */
async function plant(line: string): Promise<string> {
  count += 1
  const copy = path.join(folder, `planted-${count}`)
  await cp(bundle.folder, copy, { recursive: true })
  await writeFile(path.join(copy, 'index.cjs'), `${line}\n${bundle.code}`)
  return copy
}

interface Ran {
  readonly outcomes: readonly unknown[]
  readonly lines: readonly Record<string, unknown>[]
  readonly text: string
}

/** Runs a bundle as Lambda does, with these events one after the other. */
async function run(at: string, events: readonly unknown[], env: Record<string, string> = {}): Promise<Ran> {
  const child = spawn(process.execPath, [...LAMBDA_FLAGS, LAMBDA, path.join(at, 'cached.cjs')], {
    env: {
      PATH: process.env.PATH,
      LAMBDA_TASK_ROOT: at,
      AWS_LAMBDA_FUNCTION_NAME: 'craftworks-prod-docs-openapi',
      BUILD_ID: bundle.buildId,
      SENTRY_DSN: sentry.its.env.SENTRY_DSN,
      ...env,
    },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (text += String(part)))
  child.stdin.end(events.map((event) => JSON.stringify(event)).join('\n'))
  await new Promise((resolve) => child.once('close', resolve))
  const printed = text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  return {
    outcomes: printed.flatMap(({ outcome }) => outcome ?? []),
    lines: printed.filter((line) => 'level' in line),
    text,
  }
}

describe('a function that breaks while it is loaded', () => {
  it.each([
    [
      'throws',
      `throw new TypeError('planted ${ofToken}')`,
      { type: 'TypeError', value: 'a function could not be loaded' },
      'index.cjs:1',
    ],
    [
      'misses a file',
      "require('node:fs').readFileSync(`${__dirname}/planted.json`)",
      { type: 'Error', value: 'a function could not be loaded: ENOENT' },
      'index.cjs:1',
    ],
    [
      'misses a package',
      "require('a-package-that-nobody-has')",
      { type: 'Error', value: 'a function could not be loaded: MODULE_NOT_FOUND' },
      'index.cjs:1',
    ],
    [
      'cannot be read',
      '\n\nconst = 1',
      { type: 'SyntaxError', value: 'a function could not be loaded' },
      'index.cjs:3',
    ],
  ])('is found in Sentry as it is invoked: one that %s', async (_, line, exception, place) => {
    // Prepare
    const at = await plant(line)
    // Act
    const { outcomes, lines } = await run(at, [request('r1')])
    // Assess
    expect(outcomes).toEqual([{ error: expect.any(String) as unknown }])
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'error', requestId: 'r1', build: bundle.buildId }),
    )
    const [event, ...others] = sentry.its.box()
    expect(others).toEqual([])
    expect(event).toMatchObject({
      transaction: 'openapi',
      server_name: 'craftworks-prod-docs-openapi',
      release: `craftworks@${bundle.buildId}`,
      tags: { kind: 'http', route: 'openapi', build: bundle.buildId, requestId: 'r1' },
      extra: { replay: REPLAY },
      exception: { values: [exception] },
    })
    const frames = event?.exception?.values[0]?.stacktrace?.frames ?? []
    expect(frames.map(({ filename, lineno }) => `${filename}:${lineno}`)).toContain(`app:///${place}`)
    expect(leaksIn('event', Buffer.from(JSON.stringify(event)), CANARIES)).toEqual([])
    expect(leaksIn('log', Buffer.from(JSON.stringify(lines)), CANARIES)).toEqual([])
  })

  it('is found in the same way by the code that V8 compiled', async () => {
    // Prepare: what is there while it is compiled is gone on Lambda
    const at = await plant("require('node:fs').readFileSync(`${__dirname}/planted.json`)")
    await writeFile(path.join(at, 'planted.json'), '{}')
    await compileAll([{ folder: at }])
    await rm(path.join(at, 'planted.json'))
    // Act
    const { outcomes, text } = await run(at, [request('r2')])
    // Assess
    expect(outcomes).toEqual([{ error: expect.stringMatching(/^ENOENT/) as unknown }])
    expect(text).not.toContain('V8 rejected')
    expect(sentry.its.box()).toMatchObject([{ transaction: 'openapi', tags: { requestId: 'r2' } }])
  })

  it('fails each invocation with its own error, under the id of each, or under that of Lambda', async () => {
    // Act
    const { outcomes } = await run(await plant("throw new TypeError('planted')"), [request('r3'), {}, null])
    // Assess
    expect(outcomes).toEqual([{ error: 'planted' }, { error: 'planted' }, { error: 'planted' }])
    expect(sentry.its.box().map(({ tags }) => tags?.requestId)).toEqual(['aws-3', 'aws-2', 'r3'])
  })

  it('is reported under the key that stands in the secret alone', async () => {
    // Prepare
    const secretsManager = await startSecretsManagerFake()
    secretsManager.put({ SENTRY_DSN: sentry.its.env.SENTRY_DSN })
    // Act
    await run(await plant("throw new TypeError('planted')"), [request('r4')], {
      ...secretsManager.env,
      SENTRY_DSN: '',
    })
    await secretsManager.stop()
    // Assess
    expect(sentry.its.box()).toMatchObject([{ environment: 'test', tags: { requestId: 'r4' } }])
  })

  it.each([
    ['without a key', { SENTRY_DSN: '' }],
    [
      'where the secret is away',
      { SECRETS_ARN: 'x', AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1' },
    ],
    ['where Sentry is away', { SENTRY_DSN: 'http://key@127.0.0.1:1/1' }],
  ])('fails with its own error and logs it %s', async (_, env) => {
    // Act
    const { outcomes, lines } = await run(await plant("throw new TypeError('planted')"), [request('r5')], env)
    // Assess
    expect(outcomes).toEqual([{ error: 'planted' }])
    expect(lines).toContainEqual(
      expect.objectContaining({ message: 'a function could not be loaded', requestId: 'r5' }),
    )
  })

  it('is left to Lambda where what answers for it is broken too', async () => {
    // Prepare
    const at = await plant("throw new TypeError('planted')")
    await writeFile(path.join(at, 'not-loaded.cjs'), 'const = 2')
    // Act, assess
    expect((await run(at, [request('r6')])).outcomes).toEqual([{ notStarted: 'planted' }])
  })
})

describe('a function that loads', () => {
  it('reads nothing of what answers for one that does not', async () => {
    // Prepare
    const at = await plant('')
    await writeFile(path.join(at, 'not-loaded.cjs'), "throw new Error('read')")
    // Act
    const { outcomes } = await run(at, [request('r7')])
    // Assess
    expect(outcomes).toMatchObject([{ answer: { statusCode: 200 } }])
    expect(sentry.its.box()).toEqual([])
  })

  it('has a few KB more beside it to be uploaded', async () => {
    const { byteLength } = await readFile(path.join(bundle.folder, 'not-loaded.cjs'))
    expect(byteLength).toBeGreaterThan(5_000)
    expect(byteLength).toBeLessThan(20_000)
  })
})

describe('the name under which a broken function is reported', () => {
  it.each([
    [functionOf('quotes-accept-quote'), { kind: 'http', name: 'acceptQuote' }],
    [functionOf('queues-do-work'), { kind: 'queue', name: 'doWork' }],
    [functionOf('schedules-relay-outbox'), { kind: 'schedule', name: 'relayOutbox' }],
    [functionOf('websocket-connect'), { kind: 'socket', name: '$connect' }],
    [BUILD_INDEXES, { kind: 'deployment', name: 'build-indexes' }],
    [NO_SUCH_ROUTE, { kind: 'http', name: 'no-such-route' }],
  ])('is that which its handler reports errors under: %o', (fn, name) => {
    expect(invokedAs(fn)).toEqual(name)
  })
})
