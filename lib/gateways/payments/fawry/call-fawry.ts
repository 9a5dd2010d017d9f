import * as z from 'zod'
import type { Merchant } from '#lib/gateways/payments/fawry/signatures.ts'
import { GatewayRefusedError, LostResponseError } from '#lib/gateways/payments/payments.ts'
import { SECOND } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { log } from '#lib/platform/logger.ts'

const TIMEOUT_MS = 10 * SECOND

/** Our merchant account at Fawry, its API's address, and how amounts are written in requests. */
export async function merchantAccount() {
  const settings = await config('fawry')
  const merchant: Merchant = { code: settings.FAWRY_MERCHANT_CODE, key: settings.FAWRY_SECURE_KEY }
  /** What is accepted from Fawry: while the key is changed, what either signed. */
  const keys = [merchant.key, settings.FAWRY_SECURE_KEY_NEXT].filter((key) => key !== undefined)
  return { merchant, keys, baseUrl: settings.FAWRY_BASE_URL, amounts: settings.FAWRY_AMOUNTS }
}

export interface Call {
  readonly path: string
  /** Sent as JSON with POST; without a body the call is a GET. */
  readonly body?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, string>>
}

/** Fawry's own status in the body, whatever the HTTP status is: only 200 means success. */
const bodyStatus = z.object({ statusCode: z.unknown(), code: z.unknown() })

/**
 * Calls Fawry and returns the text of a successful response. Throws a GatewayRefusedError with Fawry's code if it
 * refused, also inside an HTTP 200, and a LostResponseError if there was no connection, a timeout or a server error.
 */
export async function callFawry({ path, body, query = {} }: Call): Promise<string> {
  const { baseUrl } = await merchantAccount()
  const url = new URL(baseUrl.replace(/\/$/, '') + path)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const { status, text } = await send(url, body)
  if (status >= 500 || status === 408 || (status >= 300 && status < 400))
    throw lostResponse(path, `http-${status}`)
  const code = codeIn(text)
  if (code !== null && code !== '200') throw new GatewayRefusedError('Fawry', code)
  if (status >= 400) throw new GatewayRefusedError('Fawry', `http-${status}`)
  return text
}

/** Calls Fawry and parses a JSON response. Throws a LostResponseError if the response does not have this shape. */
export async function queryFawry<T>(call: Call, shape: z.ZodType<T>): Promise<T> {
  const result = shape.safeParse(parseJson(await callFawry(call)))
  if (!result.success) throw lostResponse(call.path, 'unreadable')
  return result.data
}

async function send(url: URL, body: Call['body']): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: { accept: '*/*', ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'manual', // a request that is signed for Fawry is sent to no other server
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return { status: response.status, text: await response.text() }
  } catch (cause) {
    throw lostResponse(url.pathname, 'no-answer', cause)
  }
}

export function lostResponse(path: string, code: string, cause?: unknown): LostResponseError {
  log.warn('response of Fawry lost', { action: path, code })
  return new LostResponseError('Fawry', { cause })
}

/** Parses JSON; null if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

function codeIn(text: string): string | null {
  const { data: status } = bodyStatus.partial().safeParse(parseJson(text))
  const code = status?.statusCode ?? status?.code ?? null
  return code === null ? null : String(code)
}
