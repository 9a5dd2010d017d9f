const MAX_CHARS = 256

/** `https://app.logrocket.com/<organisation>/<app>/s/<session>/<tab>`, with the instant `?t=` or without. */
const PATH = /^\/[\w-]{1,64}\/[\w-]{1,64}\/(?:s|sessions)\/[\w-]{8,64}(?:\/\d{1,6})?$/
const INSTANT = /^\d{1,16}$/

/**
 * The address of the replay of a session, as LogRocket's SDK gives it to the app, and the app to us in the header
 * `X-LogRocket-URL`. Whatever is no such address is left out: it would be written into logs, and clicked.
 */
export function replayUrlIn(header: string | undefined): string | undefined {
  if (header === undefined || header.length > MAX_CHARS) return undefined
  const url = URL.parse(header)
  if (url?.origin !== 'https://app.logrocket.com' || url.username || url.password) return undefined
  if (!PATH.test(url.pathname)) return undefined
  const instant = url.searchParams.get('t')
  return `${url.origin}${url.pathname}${instant && INSTANT.test(instant) ? `?t=${instant}` : ''}`
}
