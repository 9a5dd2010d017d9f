import { CORS, methodsOf } from '#infra/cors.ts'
import type { Route } from '#lib/lambda/http/define-route.ts'
import { originsIn } from '#lib/platform/origins.ts'

const LOCAL_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/** CORS headers as the HTTP API sends them: the gateway decides them, whatever a function returns. */
export class Cors {
  readonly #origins: readonly string[]
  readonly #methods: string

  /** `allowed` is ALLOWED_ORIGINS, comma separated. If it is not set, every page of this machine may call. */
  constructor(allowed: string | undefined, routes: readonly Route[]) {
    this.#origins = originsIn(allowed ?? '')
    this.#methods = methodsOf(routes).join(',')
  }

  #allows(origin: string): boolean {
    if (this.#origins.length === 0) return LOCAL_ORIGIN.test(origin)
    return this.#origins.includes(origin)
  }

  /** The headers of an answer to a page of `origin`; none if the origin is not allowed. */
  headersFor(origin: string | undefined): Readonly<Record<string, string>> {
    if (origin === undefined || !this.#allows(origin)) return {}
    return {
      'access-control-allow-origin': origin,
      'access-control-expose-headers': CORS.exposedHeaders.join(','),
      vary: 'Origin',
    }
  }

  /** The headers of the answer to a preflight, which never reaches a function. */
  preflightFor(origin: string | undefined): Readonly<Record<string, string>> {
    const headers = this.headersFor(origin)
    if (Object.keys(headers).length === 0) return {}
    return {
      ...headers,
      'access-control-allow-methods': this.#methods,
      'access-control-allow-headers': CORS.requestHeaders.join(','),
      'access-control-max-age': String(CORS.maxAgeSeconds),
    }
  }
}
