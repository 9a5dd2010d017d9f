/** The day of the sample events. Instants of an example are as far from it as they were from the time of recording. */
const DAY_OF_SAMPLES = Date.UTC(2026, 10, 23, 9)

const MINUTE = 60_000
const MAX_ITEMS = 2

/** What stands in an example for a secret, by the name of its field. */
const SECRETS: Readonly<Record<string, string>> = {
  token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI2NWEwMDAifQ.c2lnbmF0dXJl',
  refreshToken: 'a-refresh-token-that-works-once',
  ticket: 'a-ticket-that-works-once',
  signature: '0f1e2d3c4b5a69788796a5b4c3d2e1f001234567',
  timestamp: '1795424400',
  clientSecret: 'pi_3Example_secret_example',
}

/**
 * An answer as an example: lists are cut to two items, and what is new in each recording (ids, instants, tokens, ports)
 * is the same each time, so that a recording changes only what has changed.
 */
export function toExample(answer: unknown, now: number = Date.now()): unknown {
  const ids = new Map<string, string>()
  const steady = (text: string): string =>
    text
      .replaceAll(/\b[0-9a-f]{24}\b/g, (id) => (id.startsWith('65a00000') ? id : newId(ids, id)))
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (at) => moved(at, now))
      .replaceAll(/\bhttp:\/\/127\.0\.0\.1:\d+/g, 'https://images.craftworks.example')
      .replaceAll(/\bws:\/\/[\w.]+:\d+/g, 'wss://live.craftworks.example')
  const visit = (value: unknown, name = ''): unknown => {
    if (typeof value === 'string') return SECRETS[name] ?? steady(value)
    if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => visit(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner, key)]))
  }
  return visit(answer)
}

function newId(ids: Map<string, string>, id: string): string {
  const known = ids.get(id) ?? `65b0000000000000000000${String(ids.size + 1).padStart(2, '0')}`
  ids.set(id, known)
  return known
}

const moved = (at: string, now: number): string =>
  new Date(DAY_OF_SAMPLES + Math.round((Date.parse(at) - now) / MINUTE) * MINUTE).toISOString()
