import { setTimeout as wait } from 'node:timers/promises'
import { closeFreeConnections, lazyClient } from '#lib/gateways/aws-client.ts'
import { callOnce, type CallOutcome } from '#lib/gateways/short-call.ts'
import { realTime, SECOND } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'

/**
 * How often a frame is tried that the gateway does not take, and how often closing a socket is. A frame that is not
 * answered (2 s) is never tried again, and its socket is closed: with two attempts that nobody answers either, that ends
 * within 7 s, so that the function that delivers frames (10 s) lives to report the messages that failed.
 */
const MAX_POST_ATTEMPTS = 3
export const MAX_CLOSE_ATTEMPTS = 2

/** Before a frame is tried again, in ms; twice as long after each try. */
const FIRST_DELAY_MS = 50

/** What became of a frame: a socket that is gone is no error, it is news. `unknown`: it may have arrived, or not. */
export type Posted = 'sent' | 'gone' | 'tooLarge' | 'unknown'

/**
 * Posts a frame at most once. Only what the gateway has refused, or what has not reached it, is tried again. Throws where
 * that does not help: the frame was not sent.
 */
export async function postThroughApi(connectionId: string, text: string): Promise<Posted> {
  const { SOCKETS_ENDPOINT } = await config('sockets')
  const url = new URL(`${SOCKETS_ENDPOINT}/@connections/${encodeURIComponent(connectionId)}`)
  const headers = { 'content-type': 'application/octet-stream' }
  for (let attempt = 1; ; attempt += 1) {
    leaveOldConnections()
    const outcome = await callOnce({ service: 'execute-api', url, headers, body: Buffer.from(text) })
    const posted = readPosted(outcome)
    if (posted !== null) return posted
    if (attempt === MAX_POST_ATTEMPTS) throw new FrameRefusedError(outcome)
    await wait(FIRST_DELAY_MS * 2 ** attempt)
  }
}

/** After such a pause the process may have been frozen, and the gateway has closed connections without its notice. */
const PAUSE_MS = 4 * SECOND

let lastPostAt = 0

/** A frame over a connection that turns out to be closed may have arrived or not. So none is sent over an old one. */
function leaveOldConnections(): void {
  const now = realTime().getTime()
  if (now - lastPostAt > PAUSE_MS) closeFreeConnections()
  lastPostAt = now
}

/** Null: it was not sent for certain. A server error says nothing about what was done before it. */
function readPosted(outcome: CallOutcome): Posted | null {
  if (outcome === 'unsent') return null
  if (typeof outcome === 'string' || outcome.status >= 500) return 'unknown'
  return POSTED_BY_STATUS[outcome.status] ?? null
}

const POSTED_BY_STATUS: Readonly<Record<number, Posted>> = {
  200: 'sent',
  408: 'unknown', // the gateway has given up
  410: 'gone',
  413: 'tooLarge',
}

/** The gateway did not take a frame: it was not sent. */
class FrameRefusedError extends Error {
  constructor(outcome: CallOutcome) {
    const why =
      typeof outcome === 'string' ? 'it is not reached' : `${outcome.status} ${outcome.body.slice(0, 200)}`
    super(`the gateway of the sockets takes no frame: ${why}`)
  }
}

const managementApi = /* @__PURE__ */ lazyClient(async (settings) => {
  const sdk = await import('@aws-sdk/client-apigatewaymanagementapi')
  return {
    sdk,
    client: new sdk.ApiGatewayManagementApiClient({ ...settings, maxAttempts: MAX_CLOSE_ATTEMPTS }),
  }
})

export async function closeThroughApi(connectionId: string, code?: number): Promise<void> {
  const { SOCKETS_ENDPOINT } = await config('sockets')
  const { sdk, client } = await managementApi(SOCKETS_ENDPOINT)
  const command = new sdk.DeleteConnectionCommand({ ConnectionId: connectionId })
  if (code !== undefined) {
    const addCode = (args: { request: unknown }) => {
      Object.assign((args.request as { headers: object }).headers, { [CLOSE_CODE_HEADER]: String(code) })
    }
    command.middlewareStack.add((next) => (args) => (addCode(args), next(args)), { step: 'build' })
  }
  await client.send(command).catch((error: unknown) => {
    if (!(error instanceof sdk.GoneException)) throw error
  })
}

/** API Gateway has no field for the code, and ignores the header. */
const CLOSE_CODE_HEADER = 'x-close-code'
