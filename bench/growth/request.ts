import { randomUUID } from 'node:crypto'
import type { HttpHandler } from '#lib/lambda/http/http-event.ts'
import { realTime } from '#lib/platform/clock.ts'

interface Request {
  readonly path: string
  readonly token: string
  readonly query?: Readonly<Record<string, string>>
  readonly params?: Readonly<Record<string, string>>
}

/** Sends a GET to a handler as API Gateway does, and answers its body. Throws if it is refused. */
export async function get(
  handler: HttpHandler,
  { path, token, query = {}, params = {} }: Request,
): Promise<unknown> {
  const now = realTime()
  const event = {
    version: '2.0' as const,
    routeKey: `GET ${path}`,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { authorization: `Bearer ${token}` },
    queryStringParameters: { ...query },
    pathParameters: { ...params },
    requestContext: {
      accountId: '000000000000',
      apiId: 'bench',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method: 'GET', path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'bench' },
      requestId: randomUUID(),
      routeKey: `GET ${path}`,
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    isBase64Encoded: false,
  }
  const { statusCode = 200, body } = await handler(event, { awsRequestId: randomUUID() })
  if (statusCode !== 200) throw new Error(`${path}?${event.rawQueryString}: ${statusCode} ${String(body)}`)
  return JSON.parse(String(body))
}
