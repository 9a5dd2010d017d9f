import type { Answered } from '#infra/local/http/gateway.ts'
import { withColour } from '#infra/local/log-files.ts'

const KEPT = 100

/** The latest answers, for the console page and the terminal. */
export class RecentRequests {
  readonly #latest: Answered[] = []

  add(answered: Answered): void {
    this.#latest.unshift(answered)
    this.#latest.length = Math.min(this.#latest.length, KEPT)
    process.stdout.write(`${inOneLine(answered)}\n`)
  }

  newestFirst(): readonly Answered[] {
    return this.#latest
  }
}

function inOneLine({ at, method, path, status, ms, requestId }: Answered): string {
  const time = new Date(at).toTimeString().slice(0, 8)
  const colour = status >= 500 ? 'red' : status >= 400 ? 'yellow' : 'green'
  const shown = path.length > 100 ? `${path.slice(0, 99)}…` : path
  return [
    time,
    withColour(colour, String(status)),
    method.padEnd(6),
    shown,
    `${ms} ms`,
    withColour('dim', requestId),
  ].join('  ')
}
