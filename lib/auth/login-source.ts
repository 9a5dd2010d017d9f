import { createHmac } from 'node:crypto'
import { derivedKeyFor } from '#lib/platform/derived-keys.ts'
import { networkPrefixOf } from '#lib/platform/ip-address.ts'

/** How many login sources an account remembers. */
const MAX_SOURCES = 10

/**
 * The source of a login, as an account remembers it: a hash of the address. The hash is keyed, because all four
 * billion IPv4 addresses could be tried against a plain one. Of an IPv6 address only the network prefix counts,
 * because its owner can change the rest at will.
 */
export async function sourceOf(address: string): Promise<string> {
  return createHmac('sha256', await derivedKeyFor('login-source'))
    .update(networkPrefixOf(address))
    .digest('base64url')
    .slice(0, 22)
}

/** Adds a source to the known ones. The newest is last, and the oldest is dropped. */
export const withSource = (known: readonly string[], source: string): string[] =>
  [...known.filter((other) => other !== source), source].slice(-MAX_SOURCES)
