import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'

const page = new URL('./website.html', import.meta.url)

/** The addresses that links in e-mails and returns from payments lead to. On AWS the website has them. */
const PATHS =
  /^\/(reset-password|notifications|wallet\/payout-accounts|jobs\/[0-9a-f]{24}|payments\/[0-9a-f]{24})\/?$/

// the page has its script and style inline, and calls only this server; its address may contain a reset token
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** Whether the website answers this request, and not the API. */
export const isOfWebsite = ({ method, url = '' }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') && PATHS.test(url.split('?')[0] ?? '')

/**
 * In place of the website, on one machine: a small page that does what a link in an e-mail is for (sets a new password,
 * shows the job), in both languages. It is plain HTML, and asks the API as any app does.
 */
export function answerWebsite({ method }: IncomingMessage, response: ServerResponse): void {
  const content = readFileSync(page)
  response.writeHead(200, { ...HEADERS, 'content-length': content.byteLength })
  response.end(method === 'HEAD' ? undefined : content)
}
