import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type SecretsManagerFake, startSecretsManagerFake } from '#infra/fakes/secrets-manager.ts'
import { callerAddress } from '#lib/lambda/http/edge.ts'
import { edgeGuard } from '#lib/lambda/http/edge-guard.ts'
import type { HttpEvent } from '#lib/lambda/http/http-event.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'

let fake: SecretsManagerFake

beforeAll(async () => {
  fake = await startSecretsManagerFake()
  for (const [name, value] of Object.entries(fake.env)) vi.stubEnv(name, value)
  sendLogsTo(() => undefined)
})

beforeEach(() => {
  forgetConfig()
  fake.put({ EDGE_KEY: 'the key of now', EDGE_KEY_BEFORE: '' })
})

afterAll(async () => {
  await fake.stop()
  vi.unstubAllEnvs()
  forgetConfig()
})

const ask = (key?: string) =>
  edgeGuard({ headers: key === undefined ? {} : { 'x-craftworks-key': key } }, { awsRequestId: 'r' })

describe('the guard', () => {
  it('lets through what has the key of CloudFront, and nothing else: not even an empty key', async () => {
    // Assess
    expect(await ask('the key of now')).toEqual({ isAuthorized: true, context: { edge: true } })
    for (const key of ['', 'the key of now ', 'another', undefined]) {
      expect(await ask(key)).toEqual({ isAuthorized: false, context: { edge: false } })
    }
  })

  it('takes the key of before while it is changed, and a new one that it has not read yet', async () => {
    // Prepare
    expect(await ask('the next key')).toMatchObject({ isAuthorized: false })
    vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] }) // it reads the secret at most every ten seconds
    fake.put({ EDGE_KEY: 'the next key', EDGE_KEY_BEFORE: 'the key of now' })
    // Act, assess
    expect(await ask('the next key')).toMatchObject({ isAuthorized: true })
    expect(await ask('the key of now')).toMatchObject({ isAuthorized: true })
    vi.useRealTimers()
  })
})

describe('the address of a caller', () => {
  const eventOf = (authorizer?: unknown) =>
    ({
      headers: { 'x-craftworks-viewer': '203.0.113.7' },
      requestContext: { http: { sourceIp: '198.51.100.1' }, ...(authorizer !== undefined && { authorizer }) },
    }) as unknown as HttpEvent

  it('is the one that CloudFront names, if the guard let the request through', () => {
    // Assess
    expect(callerAddress(eventOf({ lambda: { edge: true } }))).toBe('203.0.113.7')
    expect(callerAddress(eventOf({ lambda: { edge: 'true' } }))).toBe('203.0.113.7')
  })

  it('is that of the connection otherwise: the header alone could be anybody’s', () => {
    // Assess
    for (const authorizer of [
      undefined,
      {},
      { lambda: null },
      { lambda: { edge: false } },
      { lambda: { edge: 'false' } },
    ]) {
      expect(callerAddress(eventOf(authorizer))).toBe('198.51.100.1')
    }
  })
})
