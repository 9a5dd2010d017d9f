import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { agents } from '#lib/gateways/aws-client.ts'
import { putOnQueue } from '#lib/gateways/queues/sqs.ts'
import { callOnce, shortCall } from '#lib/gateways/short-call.ts'
import { authorizationOf } from '#lib/gateways/signed-request.ts'

interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEX',
  sessionToken: 'A/b+c==',
}
const REGION = 'eu-central-1'
const SETTINGS = {
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
}

/** Instead of a status: the connection is closed without an answer. */
const HANGS_UP = 0

let server: Server
let url: string
let seen: Seen[] = []
let statuses: number[] = []

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { method = '', url: path = '', headers } = request
  seen.push({ method, path, headers, body: Buffer.concat(chunks).toString() })
  const status = statuses.shift() ?? 200
  if (status === HANGS_UP) return void request.socket.destroy()
  response.writeHead(status, { 'content-type': 'application/json' }).end('{"Failed":[]}')
}

beforeAll(async () => {
  Object.assign(process.env, SETTINGS)
  server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  for (const name of Object.keys(SETTINGS)) Reflect.deleteProperty(process.env, name)
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  seen = []
  statuses = []
})

/** Our signature of a request that another client sent, over the headers that this client signed. */
function ours(service: string, { method, path, headers, body }: Seen): string {
  const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? []
  const signed = Object.fromEntries(names.map((name) => [name, String(headers[name])]))
  const request = { service, method, url: new URL(path, url), headers: signed, body }
  return authorizationOf(request, { region: REGION, ...CREDENTIALS })
}

describe('a signature', () => {
  it('has a key of its own for each day, region and secret, whatever was signed in between', () => {
    const signatureOf = ([day, region, secretAccessKey]: readonly [string, string, string]) =>
      authorizationOf(
        {
          service: 'sqs',
          method: 'POST',
          url: new URL(url),
          headers: { host: 'h', 'x-amz-date': `${day}T000000Z` },
          body: '{}',
        },
        { ...CREDENTIALS, region, secretAccessKey },
      )
    const requests = [
      ['20261127', REGION, 'a secret'],
      ['20261128', REGION, 'a secret'],
      ['20261127', 'me-south-1', 'a secret'],
      ['20261127', REGION, 'another secret'],
    ] as const
    const first = requests.map(signatureOf)
    const again = requests.toReversed().map(signatureOf)
    expect(again.toReversed()).toEqual(first)
    expect(new Set(first).size).toBe(requests.length)
  })

  const settings = () => ({ endpoint: `${url}/stage`, region: REGION, credentials: CREDENTIALS })

  it.each([
    [
      'sqs',
      'a message on a queue',
      () => {
        const Entries = [{ Id: '0', MessageBody: '{"text":"\\u062d"}' }]
        const QueueUrl = `${url}/000000000000/q`
        return new SQSClient({ ...settings(), md5: false }).send(
          new SendMessageBatchCommand({ QueueUrl, Entries }),
        )
      },
    ],
    [
      'events',
      'an event on the bus',
      () =>
        new EventBridgeClient(settings()).send(
          new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 't', Detail: '{}' }] }),
        ),
    ],
    [
      'execute-api',
      'a frame to a socket, whose id is encoded in the path',
      () => {
        const input = { ConnectionId: 'L0SM9cOF/vHcCIhw=', Data: Buffer.from('{"a":"ح"}') }
        return new ApiGatewayManagementApiClient(settings()).send(new PostToConnectionCommand(input))
      },
    ],
  ])('is that of the SDK for %s: %s', async (service, _what, send) => {
    await send()
    const [request] = seen as [Seen]
    expect(ours(service, request)).toBe(request.headers.authorization)
  })

  it('of a short call is that of what it sends', async () => {
    await shortCall({ service: 'sqs', url: new URL(url), headers: { 'x-amz-target': 'A.B' }, body: '{}' })
    const [request] = seen as [Seen]
    expect(request.headers['x-amz-security-token']).toBe(CREDENTIALS.sessionToken)
    expect(ours('sqs', request)).toBe(request.headers.authorization)
  })
})

describe('a short call', () => {
  const call = () => shortCall({ service: 'sqs', url: new URL(url), headers: {}, body: '{}' })

  it('that is refused leaves the command to the SDK, which tries again and succeeds', async () => {
    statuses = [503, 503, 200]
    expect(await putOnQueue(`${url}/000000000000/q`, [{ a: 1 }])).toEqual([])
    expect(seen.map(({ headers }) => headers['user-agent'] !== undefined)).toEqual([false, true, true])
    expect(seen[1]?.body).toBe(seen[0]?.body)
  })

  it('goes over another connection where the one that was kept turns out to be closed', async () => {
    // Prepare
    expect(await call()).not.toBeNull()
    statuses = [HANGS_UP]
    // Act
    const answer = await call()
    // Assess
    expect(answer).not.toBeNull()
    expect(seen).toHaveLength(3)
  })

  it('that had to wait for a connection is not said to be unsent where that one is closed', async () => {
    // Prepare: every connection that the agent may open waits for its answer
    const held: ServerResponse[] = []
    const busy = createServer((request, response) => {
      if (request.headers['x-amz-target'] === 'late') request.socket.destroy()
      else held.push(response)
    })
    await new Promise<void>((resolve) => void busy.listen(0, '127.0.0.1', resolve))
    const at = new URL(`http://127.0.0.1:${(busy.address() as AddressInfo).port}`)
    const callWith = (target: string) =>
      callOnce({ service: 'sqs', url: at, headers: { 'x-amz-target': target }, body: '{}' })
    const first = Array.from({ length: agents.http.maxSockets }, () => callWith('first'))
    await expect.poll(() => held.length).toBe(agents.http.maxSockets)
    // Act
    const late = callWith('late')
    for (const response of held) response.end('{}')
    // Assess
    expect((await Promise.all(first)).map((outcome) => typeof outcome)).not.toContain('string')
    expect(await late).toBe('stale')
    busy.close()
  })

  it('leaves no listener on a connection that is kept', async () => {
    const first = Array.from({ length: 2 * agents.http.maxSockets }, call)
    expect(await Promise.all(first)).not.toContain(null)
    for (const socket of Object.values(agents.http.freeSockets).flat()) {
      expect(socket?.listenerCount('connect')).toBe(0)
    }
  })

  it('is given up where a new connection is closed', async () => {
    for (const socket of Object.values(agents.http.freeSockets).flat()) socket?.destroy()
    statuses = [HANGS_UP]
    expect(await call()).toBeNull()
    expect(seen).toHaveLength(1)
  })

  it('reaches a port of an IPv6 address, at its path', async () => {
    const other = createServer((request, response) => void answer(request, response))
    await new Promise<void>((resolve) => void other.listen(0, '::1', resolve))
    const { port } = other.address() as AddressInfo
    const at = new URL(`http://[::1]:${port}/stage/@connections/L0SM9cOF%2FvHc`)
    expect(await shortCall({ service: 'sqs', url: at, headers: {}, body: '{}' })).not.toBeNull()
    expect(seen.map(({ path, headers }) => [path, headers.host])).toEqual([[at.pathname, at.host]])
    agents.http.destroy()
    other.close()
  })

  it('is not made without credentials in the environment', async () => {
    Reflect.deleteProperty(process.env, 'AWS_ACCESS_KEY_ID')
    expect(await call()).toBeNull()
    process.env.AWS_ACCESS_KEY_ID = CREDENTIALS.accessKeyId
    expect(seen).toEqual([])
  })
})
