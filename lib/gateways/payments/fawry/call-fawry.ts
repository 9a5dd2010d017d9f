import * as z from 'zod'
import type { Merchant } from '#lib/gateways/payments/fawry/signatures.ts'
import { GatewayRefusal, LostAnswer } from '#lib/gateways/payments/payments.ts'
import { SECOND } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { log } from '#lib/platform/logger.ts'

const PATIENCE = 10 * SECOND

/** The account at Fawry, and how amounts are written to it. */
export async function ourAccount() {
  const settings = await config('fawry')
  const merchant: Merchant = { code: settings.FAWRY_MERCHANT_CODE, key: settings.FAWRY_SECURE_KEY }
  return { merchant, baseUrl: settings.FAWRY_BASE_URL, amounts: settings.FAWRY_AMOUNTS }
}

export interface Call {
  readonly path: string
  /** Sent by POST as JSON; without it the call is a GET. */
  readonly body?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, string>>
}

/** What Fawry says of a call in its body, whatever HTTP says: 200 is the only yes. */
const verdict = z.object({ statusCode: z.unknown(), code: z.unknown() })

/**
 * Calls Fawry and answers the text of a yes. Throws a GatewayRefusal with Fawry's code where it said no, also
 * inside of an HTTP 200, and a LostAnswer where nobody came through, the answer took too long or was a fault.
 */
export async function callFawry({ path, body, query = {} }: Call): Promise<string> {
  const { baseUrl } = await ourAccount()
  const url = new URL(baseUrl.replace(/\/$/, '') + path)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const { status, text } = await send(url, body)
  if (status >= 500 || status === 408 || (status >= 300 && status < 400)) throw lost(path, `http-${status}`)
  const code = codeIn(text)
  if (code !== null && code !== '200') throw new GatewayRefusal('Fawry', code)
  if (status >= 400) throw new GatewayRefusal('Fawry', `http-${status}`)
  return text
}

/** The same, for answers that are JSON. Throws a LostAnswer where one is not of this shape. */
export async function askFawry<T>(call: Call, shape: z.ZodType<T>): Promise<T> {
  const read = shape.safeParse(parsed(await callFawry(call)))
  if (!read.success) throw lost(call.path, 'unreadable')
  return read.data
}

async function send(url: URL, body: Call['body']): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: { accept: '*/*', ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'manual', // what is signed for Fawry goes nowhere else
      signal: AbortSignal.timeout(PATIENCE),
    })
    return { status: response.status, text: await response.text() }
  } catch (cause) {
    throw lost(url.pathname, 'no-answer', cause)
  }
}

export function lost(path: string, code: string, cause?: unknown): LostAnswer {
  log.warn('answer of Fawry lost', { action: path, code })
  return new LostAnswer('Fawry', { cause })
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

function codeIn(text: string): string | null {
  const read = verdict.partial().safeParse(parsed(text))
  const code = read.data?.statusCode ?? read.data?.code ?? null
  return code === null ? null : String(code)
}
