import { CORS, originsOf } from '#infra/cors.ts'

const LOCAL_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/** Cross-origin answers as the HTTP API gives them: the gateway's own, whatever a function says. */
export class Cors {
  readonly #origins: readonly string[]

  /** Without ALLOWED_ORIGINS every page of this machine may call. */
  constructor(setting: string | undefined) {
    this.#origins = originsOf(setting)
  }

  #allows(origin: string): boolean {
    if (this.#origins.length === 0) return LOCAL_ORIGIN.test(origin)
    return this.#origins.includes('*') || this.#origins.includes(origin)
  }

  /** The headers of an answer to a page of `origin`; none where it is not allowed. */
  headersFor(origin: string | undefined): Readonly<Record<string, string>> {
    if (origin === undefined || !this.#allows(origin)) return {}
    return {
      'access-control-allow-origin': origin,
      'access-control-expose-headers': CORS.exposedHeaders.join(','),
      vary: 'Origin',
    }
  }

  /** The answer to a preflight, which no function sees. */
  preflightFor(origin: string | undefined): Readonly<Record<string, string>> {
    const headers = this.headersFor(origin)
    if (Object.keys(headers).length === 0) return {}
    return {
      ...headers,
      'access-control-allow-methods': CORS.methods.join(','),
      'access-control-allow-headers': CORS.requestHeaders.join(','),
      'access-control-max-age': String(CORS.maxAgeSeconds),
    }
  }
}
