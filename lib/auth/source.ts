import { createHmac } from 'node:crypto'
import { keyFor } from '#lib/auth/keys.ts'
import { networkOf } from '#lib/platform/addresses.ts'

/** How many places an account remembers to have logged in from. */
const SOURCES_KEPT = 10

/**
 * Where a request comes from, as an account remembers it: a keyed hash, since four billion addresses are
 * soon tried. Of an IPv6 address the network counts: its owner changes the rest of it at will.
 */
export async function sourceOf(address: string): Promise<string> {
  return createHmac('sha256', await keyFor('login-source'))
    .update(networkOf(address))
    .digest('base64url')
    .slice(0, 22)
}

/** The list of known sources with one more: the newest last, the oldest forgotten. */
export const withSource = (known: readonly string[], source: string): string[] =>
  [...known.filter((other) => other !== source), source].slice(-SOURCES_KEPT)
