import type { CallContext } from '#lib/platform/call-context.ts'
/** An event of a WebSocket API, as both API Gateway and the local gateway send it. */
export interface SocketEvent {
  /** Only on `$connect` and `$disconnect`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>
  readonly queryStringParameters?: Readonly<Record<string, string>> | null
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[]>> | null
  readonly requestContext: {
    readonly routeKey: string
    readonly eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT'
    readonly connectionId: string
    readonly connectedAt: number
    readonly requestId: string
    readonly extendedRequestId: string
    readonly requestTime: string
    readonly requestTimeEpoch: number
    readonly messageDirection: 'IN'
    readonly messageId?: string
    readonly stage: string
    readonly domainName: string
    readonly apiId: string
    readonly identity: { readonly sourceIp: string; readonly userAgent?: string }
    readonly disconnectStatusCode?: number
    readonly disconnectReason?: string
  }
  readonly body?: string
  readonly isBase64Encoded: boolean
}

/** The result of `$connect` decides whether the socket is opened; the results of the other routes are ignored. */
export interface SocketResult {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export type SocketHandler = (event: SocketEvent, context: CallContext) => Promise<SocketResult>
