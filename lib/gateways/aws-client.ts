import { Agent } from 'node:http'
import { Agent as TlsAgent } from 'node:https'
import { SECOND } from '#lib/platform/clock.ts'

/** Inside a region a connection takes milliseconds. After a second there is nobody to connect to. */
export const CONNECTION_TIMEOUT_MS = 1 * SECOND
/** Each service answers within tens of milliseconds. What takes 100 times as long is tried again. */
export const REQUEST_TIMEOUT_MS = 2 * SECOND
/**
 * Limits of services are by the second, and the SDK waits up to 3.5 s in all before the last of four attempts if it is
 * throttled. Four attempts that nobody answers end within 9 s, before the shortest function (10 s) runs out of time and
 * fails without saying why.
 */
export const MAX_ATTEMPTS = 4

/** The connections of this process to AWS, which are kept. */
export const agents = {
  http: /* @__PURE__ */ new Agent({ keepAlive: true, maxSockets: 50 }),
  https: /* @__PURE__ */ new TlsAgent({ keepAlive: true, maxSockets: 50 }),
}

/** Closes the kept connections that no call uses now: the next calls open new ones. */
export function closeFreeConnections(): void {
  for (const { freeSockets } of Object.values(agents)) {
    for (const socket of Object.values(freeSockets).flat()) socket?.destroy()
  }
}

/** What every client of AWS is constructed with. */
export interface ClientSettings {
  readonly maxAttempts: number
  readonly requestHandler: {
    readonly connectionTimeout: number
    readonly requestTimeout: number
    /** Without it the SDK logs a warning at the time-out, and goes on waiting. */
    readonly throwOnRequestTimeout: true
    readonly httpAgent: Agent
    readonly httpsAgent: TlsAgent
  }
  /** Where the service is, if it is not where the SDK would look for it. */
  readonly endpoint?: string
}

const SETTINGS: ClientSettings = {
  maxAttempts: MAX_ATTEMPTS,
  requestHandler: {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    httpAgent: agents.http,
    httpsAgent: agents.https,
  },
}

/** The settings of a client whose first attempt is a `shortCall`. */
export const withoutFirstAttempt = (settings: ClientSettings): ClientSettings => ({
  ...settings,
  maxAttempts: settings.maxAttempts - 1,
})

/**
 * A client of AWS that is opened by the first call, and then kept with its connections, one for each endpoint. `open`
 * imports the SDK itself, so that a gateway has only its own SDK in its bundle, and no cold start waits for it. If
 * opening fails, this call fails, and the next one tries anew. Callers mark it as pure: a bundle that does not use the
 * gateway then leaves it out.
 */
export function lazyClient<C>(open: (settings: ClientSettings) => Promise<C>) {
  const clients = new Map<string | undefined, Promise<C>>()
  return (endpoint?: string): Promise<C> => {
    const known = clients.get(endpoint)
    if (known) return known
    const client = open({ ...SETTINGS, ...(endpoint && { endpoint }) })
    clients.set(endpoint, client)
    client.catch(() => clients.delete(endpoint))
    return client
  }
}
