import { afterAll, afterEach, beforeAll } from 'vitest'
import { type FakeRequest, type FakeResponse, serve } from '#infra/fakes/fake-server.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import type { LocalSockets } from '#lib/testing/sockets.ts'

/**
 * What becomes of a call to the gateway of the sockets. Lost: the connection breaks before or after the call was done.
 * Failed: the same, with a 503 instead. Refused: a 429, and nothing was done.
 */
export type Fate = 'done' | 'lostBefore' | 'lostAfter' | 'failedBefore' | 'failedAfter' | 'refused'

/** A call: a frame for a socket (POST), or its end (DELETE). */
export interface GatewayCall {
  readonly method: string
  readonly connectionId: string
  readonly text: string
}

export interface WeakGateway {
  /** Decides about each call. After each test everything is done again. */
  decide: (call: GatewayCall) => Fate
  readonly calls: GatewayCall[]
}

/** Puts a way on which calls get lost between our code and the gateway of a test file's sockets. */
export function weakGateway(sockets: { readonly its: LocalSockets }): WeakGateway {
  const weak: WeakGateway = { decide: () => 'done', calls: [] }
  let stop: (() => Promise<void>) | undefined
  beforeAll(async () => {
    const way = await serve((request) => pass(weak, sockets.its.endpoint, request))
    stop = way.stop
    process.env.SOCKETS_ENDPOINT = way.url
    forgetConfig()
  })
  afterEach(() => {
    weak.decide = () => 'done'
    weak.calls.length = 0
  })
  afterAll(() => stop?.())
  return weak
}

async function pass(weak: WeakGateway, to: string, request: FakeRequest): Promise<FakeResponse> {
  const { method, url, headers, body } = request
  const connectionId = decodeURIComponent(url.pathname.split('/').at(-1) ?? '')
  const call = { method, connectionId, text: body.toString('utf8') }
  weak.calls.push(call)
  const fate = weak.decide(call)
  if (fate === 'refused') return { status: 429, json: { message: 'Too many requests' } }
  if (fate === 'lostBefore') return { status: 200, hangUp: true }
  if (fate === 'failedBefore') return { status: 503, json: { message: 'Service unavailable' } }
  const answer = await fetch(`${to}${url.pathname}`, {
    method,
    ...(headers['x-close-code'] && { headers: { 'x-close-code': headers['x-close-code'] } }),
    ...(method === 'POST' && { body: new Uint8Array(body) }),
  })
  const bytes = Buffer.from(await answer.arrayBuffer())
  if (fate === 'lostAfter') return { status: 200, hangUp: true }
  if (fate === 'failedAfter') return { status: 503, json: { message: 'Service unavailable' } }
  const type = answer.headers.get('x-amzn-errortype')
  return { status: answer.status, bytes, ...(type && { headers: { 'x-amzn-errortype': type } }) }
}
