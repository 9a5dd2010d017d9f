/** An event of a WebSocket API, as API Gateway and the local gateway both send it. */
export interface SocketEvent {
  /** On `$connect` and `$disconnect` alone. */
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

/** What `$connect` is answered decides whether there is a socket; of the others nobody hears. */
export interface SocketResult {
  readonly statusCode: number
  readonly body?: string
}

export type SocketHandler = (
  event: SocketEvent,
  context: { readonly awsRequestId: string },
) => Promise<SocketResult>
