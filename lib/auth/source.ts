import { createHmac } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { keyFor } from '#lib/auth/keys.ts'

/** How many places an account remembers to have logged in from. */
export const SOURCES_KEPT = 10

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

/** The address itself, or the /64 of one of IPv6. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? []
  const groups = (part: string | undefined) => (part ? part.split(':') : [])
  const before = groups(head)
  const missing = tail === undefined ? 0 : 8 - before.length - groups(tail).length
  const whole = [...before, ...Array<string>(Math.max(0, missing)).fill('0'), ...groups(tail)]
  return whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

/** Whether the sender is this very machine. */
export const isLoopback = (address: string): boolean => address === '::1' || /^(::ffff:)?127\./i.test(address)

/** The list of known sources with one more: the newest last, the oldest forgotten. */
export const withSource = (known: readonly string[], source: string): string[] =>
  [...known.filter((other) => other !== source), source].slice(-SOURCES_KEPT)
