import { randomBytes } from 'node:crypto'
import type { SocketEvent } from '#lib/lambda/socket/socket-event.ts'
import { realTime } from '#lib/platform/clock.ts'

/** What the gateway knows about an open socket. */
export interface SocketFacts {
  readonly connectionId: string
  readonly connectedAt: Date
  readonly sourceIp: string
  readonly userAgent: string
  readonly host: string
}

/** The parts of a handshake request that the event needs. */
export interface Handshake {
  readonly url: string
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[]
}

/** The shape of API Gateway's ids: `L0SM9cOFvHcCIhw=`. */
export const newConnectionId = (): string => `${randomBytes(11).toString('base64url')}=`

export function connectEvent(facts: SocketFacts, { url, rawHeaders }: Handshake): SocketEvent {
  const headers: Record<string, string> = {}
  const multiValueHeaders: Record<string, string[]> = {}
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    const value = rawHeaders[i + 1] ?? ''
    headers[name] = value // the last value; names keep their case
    ;(multiValueHeaders[name] ??= []).push(value)
  }
  headers['X-Forwarded-For'] = facts.sourceIp
  multiValueHeaders['X-Forwarded-For'] = [facts.sourceIp]
  const query = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '')
  const names = [...new Set(query.keys())]
  return {
    headers,
    multiValueHeaders,
    ...(names.length > 0 && {
      queryStringParameters: Object.fromEntries(names.map((name) => [name, query.getAll(name).at(-1) ?? ''])),
      multiValueQueryStringParameters: Object.fromEntries(names.map((name) => [name, query.getAll(name)])),
    }),
    requestContext: contextOf(facts, '$connect', 'CONNECT'),
    isBase64Encoded: false,
  }
}

export const messageEvent = (facts: SocketFacts, body: string): SocketEvent => ({
  requestContext: {
    ...contextOf(facts, '$default', 'MESSAGE'),
    messageId: `${randomBytes(9).toString('base64url')}=`,
  },
  body,
  isBase64Encoded: false,
})

export const disconnectEvent = (facts: SocketFacts, code: number, reason: string): SocketEvent => ({
  headers: { Host: facts.host, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' },
  requestContext: {
    ...contextOf(facts, '$disconnect', 'DISCONNECT'),
    disconnectStatusCode: code,
    disconnectReason: reason,
  },
  isBase64Encoded: false,
})

function contextOf(
  { connectionId, connectedAt, sourceIp, userAgent, host }: SocketFacts,
  routeKey: string,
  eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT',
): SocketEvent['requestContext'] {
  const now = realTime()
  const requestId = `${randomBytes(11).toString('base64url')}=`
  return {
    routeKey,
    eventType,
    connectionId,
    connectedAt: connectedAt.getTime(),
    requestId,
    extendedRequestId: requestId,
    requestTime: now.toISOString(),
    requestTimeEpoch: now.getTime(),
    messageDirection: 'IN',
    stage: 'local',
    domainName: host,
    apiId: 'local',
    identity: { sourceIp, userAgent },
  }
}
