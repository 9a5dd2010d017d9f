import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import * as z from 'zod'
import { UPTIME_LINE } from '#lib/operations/gauges.ts'
import { SECOND } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { briefly, log } from '#lib/platform/logger.ts'

/** As long as somebody would wait in front of their telephone. */
const TIMEOUT_MS = 8 * SECOND

/** After a failure it is tried once more, so that one lost packet wakes nobody. */
const PAUSE_MS = 2 * SECOND

const healthy = z.object({ status: z.literal('ok') })
const loggedIn = z.object({ token: z.string().min(1) })

interface Probed {
  readonly isUp: boolean
  readonly ms: number
  readonly why: string | null
}

/**
 * Checks what people need first, from outside, at the address that the apps use:
 * 1. the API says that it is healthy, which takes the gateway, a function, the secret, the database and its indexes
 * 2. somebody can log in: an account for this alone, if the secret names one. Its session is ended at once
 * The log line is what the metrics and the alarm are made of. A run that does not come at all rings as well.
 */
export async function checkUptime(): Promise<Readonly<Record<string, number>>> {
  const { API_URL } = await config('site')
  const { UPTIME_LOGIN } = await config('uptime')
  const health = await probeTwice(() => checkHealth(API_URL))
  const login = UPTIME_LOGIN ? await probeTwice(() => checkLogin(API_URL, UPTIME_LOGIN)) : null
  const isUp = health.isUp && login?.isUp !== false
  log[isUp ? 'info' : 'warn'](UPTIME_LINE, {
    gauges: {
      healthUp: Number(health.isUp),
      healthMs: health.ms,
      ...(login && { loginUp: Number(login.isUp), loginMs: login.ms }),
    },
    ...(!isUp && { code: health.why ?? login?.why ?? 'DOWN' }),
  })
  return {}
}

async function probeTwice(check: () => Promise<unknown>): Promise<Probed> {
  const first = await probe(check)
  if (first.isUp) return first
  await wait(PAUSE_MS)
  return probe(check)
}

async function probe(check: () => Promise<unknown>): Promise<Probed> {
  const began = performance.now()
  const why = await check().then(
    () => null,
    (error: unknown) => briefly(error),
  )
  return { isUp: why === null, ms: Math.round(performance.now() - began), why }
}

async function checkHealth(api: string): Promise<void> {
  healthy.parse(await answerOf(`${api}/api/health`, {}))
}

async function checkLogin(api: string, { email, password }: { email: string; password: string }) {
  const body = JSON.stringify({ loginIdentifier: email, password, type: 'clients' })
  const headers = { 'content-type': 'application/json' }
  const { token } = loggedIn.parse(await answerOf(`${api}/api/auth/login`, { method: 'POST', headers, body }))
  const authorization = `Bearer ${token}`
  await answerOf(`${api}/api/auth/logout`, { method: 'POST', headers: { authorization } })
}

/** The API answered with something else than success. */
class DownError extends Error {
  override readonly name = 'DownError'
  readonly code: number

  constructor(status: number) {
    super(`The API answered ${status}`)
    this.code = status
  }
}

async function answerOf(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
  if (!response.ok) throw new DownError(response.status)
  return response.json()
}
