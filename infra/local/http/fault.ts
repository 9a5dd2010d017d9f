import { knownCause } from '#infra/local/stop-with.ts'
import { ConfigError } from '#lib/platform/config.ts'

/** Handlers of the manifest could not be loaded; the message names each file and its error. */
export class BrokenHandlersError extends Error {}

/** Whether the machine was only busy: the database or something else did not answer in time. No save mends that. */
export const isTimeOut = (error: unknown): boolean =>
  error instanceof Error &&
  (/ServerSelection|NetworkTimeout|TimeoutError$/.test(error.name) || /timed out/i.test(error.message))

/** The text of an error at start or load, with the stack frames in our own files. */
export function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof BrokenHandlersError) return error.message
  const cause = knownCause(error)
  if (cause !== null) return cause
  if (error instanceof ConfigError) {
    return `${error.message} On one machine you may also leave any setting out.`
  }
  const own = (error.stack ?? '')
    .split('\n')
    .filter((line) => !line.includes('node:internal') && !line.includes('node_modules'))
    .slice(0, 8)
    .join('\n')
  return own.includes(error.message) ? own : `${error.message}\n${own}`
}
