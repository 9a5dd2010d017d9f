import type { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi'
import { lazyClient } from '#lib/gateways/aws-client.ts'
import { SECOND } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'

/** Longer than other services get: a frame whose time-out was too short is sent twice. */
const REQUEST_TIMEOUT_MS = 10 * SECOND

/** API Gateway's way to the sockets that it holds. */
const managementApi = /* @__PURE__ */ lazyClient(async (settings) => {
  const sdk = await import('@aws-sdk/client-apigatewaymanagementapi')
  return { sdk, client: new sdk.ApiGatewayManagementApiClient(settings) }
}, REQUEST_TIMEOUT_MS)

type Sdk = Awaited<ReturnType<typeof managementApi>>['sdk']

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
  const { SOCKETS_ENDPOINT } = await config('sockets')
  const { sdk, client } = await managementApi(SOCKETS_ENDPOINT)
  return work(sdk, client).catch((error: unknown) => {
    if (error instanceof sdk.GoneException) return 'gone' as const
    throw error
  })
}
