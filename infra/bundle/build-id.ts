import { createHash } from 'node:crypto'

/**
 * The name of a bundle by its content: in each of its log lines, and of its source map. A function that
 * did not change keeps it, and is not deployed again.
 */
export const buildIdOf = (code: Uint8Array): string =>
  createHash('sha256').update(code).digest('hex').slice(0, 12)
