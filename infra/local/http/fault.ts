import { ConfigError } from '#lib/platform/config.ts'

/** Handlers of the manifest could not be loaded; the message names each file and its fault. */
export class BrokenHandlers extends Error {}

/** An error of starting or loading, with the place in our own files that it points to. */
export function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof BrokenHandlers) return error.message
  if (error instanceof ConfigError) {
    return `${error.message} On one machine every setting may also be left out.`
  }
  const own = (error.stack ?? '')
    .split('\n')
    .filter((line) => !line.includes('node:internal') && !line.includes('node_modules'))
    .slice(0, 8)
    .join('\n')
  return own.includes(error.message) ? own : `${error.message}\n${own}`
}
