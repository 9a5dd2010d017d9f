import { type ClientRequest, request as requestOverHttp } from 'node:http'
import { request as requestOverTls } from 'node:https'
import { agents, REQUEST_TIMEOUT_MS } from '#lib/gateways/aws-client.ts'
import { authorizationOf } from '#lib/gateways/signed-request.ts'
import { awsEnvironment } from '#lib/platform/aws-environment.ts'
import { realTime } from '#lib/platform/clock.ts'

/** One call of AWS: a POST. */
export interface ShortCall {
  readonly service: 'sqs' | 'events' | 'execute-api'
  readonly url: URL
  /** In lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/**
 * Calls AWS the short way: one signed request over a connection that is kept. The SDK's way through its layers takes
 * five times the CPU time, and a notification needs six calls; nor is the SDK loaded. Returns the body of the answer, or
 * null if it is no success, or if the credentials are not in the environment, as they are on Lambda. The caller then goes
 * the SDK's way, which tries again as it does, with one attempt less (`withoutFirstAttempt`), and says what is wrong.
 */
export async function shortCall(call: ShortCall): Promise<string | null> {
  for (;;) {
    const outcome = await callOnce(call).catch(() => 'unsent' as const)
    if (outcome === 'stale') continue // the next try takes another connection
    if (typeof outcome === 'string') return null
    return outcome.status === 200 ? outcome.body : null
  }
}

/** Calls SQS the short way, with what an action takes as its input; null as with `shortCall`. */
export async function shortSqsCall<Output>(
  action: string,
  input: { readonly QueueUrl: string },
): Promise<Output | null> {
  const answer = await shortCall({
    service: 'sqs',
    url: new URL('/', input.QueueUrl),
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
    body: JSON.stringify(input),
  })
  return answer === null ? null : (JSON.parse(answer || '{}') as Output)
}

/**
 * What became of one request: its answer, or why there is none.
 * - `unsent`: nothing of it has reached AWS, or there are no credentials in the environment
 * - `stale`: the other side closed a kept connection, as happens while a Lambda is frozen. Most likely that was before
 *   the request came, but nobody can tell
 * - `unanswered`: it may have been done or not
 */
export type CallOutcome =
  { readonly status: number; readonly body: string } | 'unsent' | 'stale' | 'unanswered'

/** Calls AWS the short way, once: nothing is tried again. */
export async function callOnce({ service, url, headers, body }: ShortCall): Promise<CallOutcome> {
  const environment = awsEnvironment()
  if (!environment) return 'unsent'
  const { sessionToken } = environment
  const signed = {
    ...headers,
    host: url.host,
    'x-amz-date': realTime()
      .toISOString()
      .replaceAll(/[-:]|\.\d+/g, ''),
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
  }
  const authorization = authorizationOf({ service, method: 'POST', url, headers: signed, body }, environment)
  const sent = { ...signed, authorization, 'content-length': String(Buffer.byteLength(body)) }
  return exchange(requestTo(url, sent), body)
}

/** With the parts of the address instead of a URL, which Node would copy field by field: a tenth of the call's CPU time. */
function requestTo(
  { protocol, hostname, port, pathname: path }: URL,
  headers: Readonly<Record<string, string>>,
): ClientRequest {
  const host = hostname.replaceAll(/[[\]]/g, '') // of an IPv6 address
  const options = { host, port, path, method: 'POST', headers, timeout: REQUEST_TIMEOUT_MS }
  return protocol === 'https:'
    ? requestOverTls({ ...options, agent: agents.https })
    : requestOverHttp({ ...options, agent: agents.http })
}

function exchange(request: ClientRequest, body: string | Uint8Array): Promise<CallOutcome> {
  let isKept = false
  let isConnected = false
  request.on('socket', (socket) => {
    // not `reusedSocket`: a request that had to wait for a connection gets one that was used before, and it says no
    isKept = isConnected = !socket.connecting
    if (!isKept) socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => (isConnected = true))
  })
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException) => {
      const isStale = isKept && ['ECONNRESET', 'EPIPE'].includes(error.code ?? '')
      resolve(isStale ? 'stale' : isConnected ? 'unanswered' : 'unsent')
    }
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => void chunks.push(chunk))
      response.on('error', fail)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      )
    })
    request.on('error', fail)
    request.on('timeout', () => request.destroy(new Error('no answer in time')))
    request.end(body)
  })
}
