import type { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi'
import { lazyClient, withoutFirstAttempt } from '#lib/gateways/aws-client.ts'
import { shortCall } from '#lib/gateways/short-call.ts'
import { config } from '#lib/platform/config.ts'

/**
 * Three attempts that nobody answers end within 7 s, so that the function that delivers frames (10 s) lives to report the
 * messages that failed. A frame whose answer came too late is sent twice, with the same id.
 */
export const MAX_SOCKET_ATTEMPTS = 3

/** API Gateway's way to the sockets that it holds. */
const managementApi = /* @__PURE__ */ lazyClient(async (settings) => {
  const sdk = await import('@aws-sdk/client-apigatewaymanagementapi')
  const ours = withoutFirstAttempt({ ...settings, maxAttempts: MAX_SOCKET_ATTEMPTS })
  const client = new sdk.ApiGatewayManagementApiClient(ours)
  return { sdk, client }
})

type Sdk = Awaited<ReturnType<typeof managementApi>>['sdk']

export async function postThroughApi(
  connectionId: string,
  text: string,
): Promise<'sent' | 'gone' | 'tooLarge'> {
  const { SOCKETS_ENDPOINT } = await config('sockets')
  const Data = Buffer.from(text)
  const answer = await shortCall({
    service: 'execute-api',
    url: new URL(`${SOCKETS_ENDPOINT}/@connections/${encodeURIComponent(connectionId)}`),
    headers: { 'content-type': 'application/octet-stream' },
    body: Data,
  })
  if (answer !== null) return 'sent'
  return talk(async ({ PostToConnectionCommand, PayloadTooLargeException }, client) => {
    try {
      await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data }))
      return 'sent'
    } catch (error) {
      if (error instanceof PayloadTooLargeException) return 'tooLarge'
      throw error
    }
  })
}

export async function closeThroughApi(connectionId: string, code?: number): Promise<void> {
  await talk(async ({ DeleteConnectionCommand }, client) => {
    const command = new DeleteConnectionCommand({ ConnectionId: connectionId })
    if (code !== undefined) {
      const addCode = (args: { request: unknown }) => {
        Object.assign((args.request as { headers: object }).headers, { [CLOSE_CODE_HEADER]: String(code) })
      }
      command.middlewareStack.add((next) => (args) => (addCode(args), next(args)), { step: 'build' })
    }
    await client.send(command)
    return 'sent' as const
  })
}

/** API Gateway has no field for the code, and ignores the header. */
const CLOSE_CODE_HEADER = 'x-close-code'

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
