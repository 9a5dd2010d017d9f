import { request as requestOverHttp } from 'node:http'
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
  return post(call).catch(() => null)
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

async function post({ service, url, headers, body }: ShortCall): Promise<string | null> {
  const environment = awsEnvironment()
  if (!environment) return null
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
  for (;;) {
    try {
      return await exchange(url, sent, body)
    } catch (error) {
      if (!(error instanceof StaleConnectionError)) throw error
    }
  }
}

/** The other side had closed a kept connection, as happens while a Lambda is frozen. The next try takes another one. */
class StaleConnectionError extends Error {}

function exchange(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): Promise<string | null> {
  const isTls = url.protocol === 'https:'
  const options = { method: 'POST', headers, timeout: REQUEST_TIMEOUT_MS }
  return new Promise((resolve, reject) => {
    const request = isTls
      ? requestOverTls(url, { ...options, agent: agents.https })
      : requestOverHttp(url, { ...options, agent: agents.http })
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => void chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve(response.statusCode === 200 ? Buffer.concat(chunks).toString('utf8') : null),
      )
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = request.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(error.code ?? '')
      reject(isStale ? new StaleConnectionError() : error)
    })
    request.on('timeout', () => request.destroy(new Error('no answer in time')))
    request.end(body)
  })
}
