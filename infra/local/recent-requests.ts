import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import path from 'node:path'
import type { Answered } from '#infra/local/http/gateway.ts'
import { withColour } from '#infra/local/log-files.ts'
import type { LogLine } from '#lib/platform/logger.ts'

const MAX_REQUESTS = 100
const TAIL_BYTES = 128 * 1024
const MESSAGE = 'answered'

/**
 * The latest answered requests, for the terminal and the console page. They are logged with method and path (without
 * the query, which may contain what a person typed), and are read back from the log after a reload.
 */
export class RecentRequests {
  readonly #latest: Answered[]
  readonly #write: (line: LogLine) => void

  constructor(folder: string, write: (line: LogLine) => void) {
    this.#latest = readLatest(path.join(folder, 'combined.log'))
    this.#write = write
  }

  add(answered: Answered): void {
    this.#latest.unshift(answered)
    this.#latest.length = Math.min(this.#latest.length, MAX_REQUESTS)
    const { path: place, ...rest } = answered
    this.#write({ level: 'info', message: MESSAGE, ...rest, path: place.split('?')[0] })
    process.stdout.write(`${inOneLine(answered)}\n`)
  }

  newestFirst(): readonly Answered[] {
    return this.#latest
  }
}

function readLatest(file: string): Answered[] {
  return tailOf(file)
    .split('\n')
    .filter((line) => line.includes(`"${MESSAGE}"`))
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Answered & { message: string }]
      } catch {
        return [] // the tail may begin in the middle of a line
      }
    })
    .filter(({ message }) => message === MESSAGE)
    .slice(-MAX_REQUESTS)
    .reverse()
    .map(({ at, method, path: place, status, ms, requestId }) => ({
      at,
      method,
      path: place,
      status,
      ms,
      requestId,
    }))
}

function tailOf(file: string): string {
  if (!existsSync(file)) return ''
  const opened = openSync(file, 'r')
  try {
    const { size } = fstatSync(opened)
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES))
    readSync(opened, tail, 0, tail.length, size - tail.length)
    return tail.toString('utf8')
  } finally {
    closeSync(opened)
  }
}

function inOneLine({ at, method, path: place, status, ms, requestId }: Answered): string {
  const time = new Date(at).toTimeString().slice(0, 8)
  const colour = status >= 500 ? 'red' : status >= 400 ? 'yellow' : 'green'
  const shortened = place.length > 100 ? `${place.slice(0, 99)}…` : place
  return [
    time,
    withColour(colour, String(status)),
    method.padEnd(6),
    shortened,
    `${ms} ms`,
    withColour('dim', requestId),
  ].join('  ')
}
