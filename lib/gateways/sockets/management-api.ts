import type { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi'
import { SECOND } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'

/** API Gateway's way to the sockets that it holds, loaded when there is something to say. */
async function openApi() {
  const { SOCKETS_ENDPOINT } = await config('sockets')
  const sdk = await import('@aws-sdk/client-apigatewaymanagementapi')
  const client = new sdk.ApiGatewayManagementApiClient({
    endpoint: SOCKETS_ENDPOINT,
    maxAttempts: 4, // with its own waits in between: the gateway's limits are by the second
    requestHandler: { requestTimeout: 5 * SECOND, connectionTimeout: 2 * SECOND },
  })
  return { sdk, client, endpoint: SOCKETS_ENDPOINT }
}

let opening: ReturnType<typeof openApi> | undefined

async function api() {
  const { SOCKETS_ENDPOINT } = await config('sockets')
  if (opening && (await opening).endpoint !== SOCKETS_ENDPOINT) opening = undefined
  opening ??= openApi()
  opening.catch(() => (opening = undefined))
  return opening
}

type Sdk = Awaited<ReturnType<typeof openApi>>['sdk']

export async function postThroughApi(
  connectionId: string,
  text: string,
): Promise<'sent' | 'gone' | 'tooLarge'> {
  return talk(async ({ PostToConnectionCommand, PayloadTooLargeException }, client) => {
    try {
      await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: Buffer.from(text) }))
      return 'sent'
    } catch (error) {
      if (error instanceof PayloadTooLargeException) return 'tooLarge'
      throw error
    }
  })
}

export async function closeThroughApi(connectionId: string): Promise<void> {
  await talk(async ({ DeleteConnectionCommand }, client) => {
    await client.send(new DeleteConnectionCommand({ ConnectionId: connectionId }))
    return 'sent' as const
  })
}

async function talk<T>(
  work: (sdk: Sdk, client: ApiGatewayManagementApiClient) => Promise<T>,
): Promise<T | 'gone'> {
  const { sdk, client } = await api()
  return work(sdk, client).catch((error: unknown) => {
    if (error instanceof sdk.GoneException) return 'gone' as const
    throw error
  })
}
